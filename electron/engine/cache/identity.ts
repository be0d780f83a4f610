// What tells one state of a file from another without reading it.
import type { BigIntStats } from 'node:fs';
import type { FileIdentity } from './types.js';

export function stampOf(stat: BigIntStats): string {
  return `${stat.size}:${stat.mtimeNs}:${stat.ctimeNs}`;
}

export function identityOf(stat: BigIntStats, seenAt: number): FileIdentity {
  return { file: `${stat.dev}:${stat.ino}`, stamp: stampOf(stat), seenAt };
}

export function sameFile(identity: FileIdentity, stat: BigIntStats): boolean {
  return identity.file === `${stat.dev}:${stat.ino}` && identity.stamp === stampOf(stat);
}

/** A change within the tick of a file system's clock leaves no trace; FAT has the coarsest, 2 s. */
const RACY_MS = 2000n;

/** Whether the stamp was old enough when it was taken for any later change to show in it. */
export function isSettled(identity: FileIdentity): boolean {
  const [, mtime = '0', ctime = '0'] = identity.stamp.split(':');
  const newest = BigInt(mtime) > BigInt(ctime) ? BigInt(mtime) : BigInt(ctime);
  return newest / 1_000_000n + RACY_MS < BigInt(Math.trunc(identity.seenAt));
}
