// Where a process listens to others of its data root: a socket in it, in a folder of the system's where that path is too long.
import { blake3Hex } from '../../domain/blake3.js';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** Longest path that every system takes for a socket. */
const MAX_PATH = 100;

/** `lease`: whoever has the lease. `keychain`: the app. */
export function peerAddress(dataRoot: string, who: 'lease' | 'keychain'): string {
  const name = `${blake3Hex(dataRoot).slice(0, 16)}${who === 'lease' ? '' : `-${who}`}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\cairn-${name}`;
  const inside = join(dataRoot, `${who}.sock`);
  return Buffer.byteLength(inside) <= MAX_PATH ? inside : join(tmpdir(), `cairn-${userInfo().uid}-${name}.sock`);
}
