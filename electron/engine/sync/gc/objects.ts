// What collection writes into a remote: marks of chunks that nothing names, the lease of the one that removes, and what it is about
// to remove. PROTOCOL.md, section 12.
import { z } from 'zod';
import { blake3Hex } from '../../domain/blake3.js';
import { canonicalJson, parseCanonicalJson } from '../../domain/canonicalJson.js';
import type { Random } from '../../ports.js';
import type { Remote, RemoteItem } from '../../remotes/types.js';
import { fetchBody } from '../fetchBody.js';
import { listAll } from '../listAll.js';

export const GC_PREFIX = 'gc/';
const MARKS = 'gc/marks/';
const SWEEPS = 'gc/sweep/';
const LEASES = 'gc/lease/';
const WRITING = 'gc/writing/';
export const MOST_BYTES = 256 * 1024 * 1024;
/** A mark names so many chunks at the most. */
export const MARK_SIZE = 50_000;

const Hex = z.string().regex(/^[0-9a-f]{64}$/);
const Chunks = z.object({ cairn: z.enum(['mark/1', 'sweep/1']), chunks: z.array(Hex) });
const Sweep = Chunks.extend({ cairn: z.literal('sweep/1'), sum: Hex });
const Lease = z.object({ cairn: z.literal('lease/1'), device: Hex, nonce: z.string(), sum: Hex });

/** Chunks that an object of collection names, and when it was put by the remote's clock. */
export interface Named {
  readonly key: string;
  readonly at: number;
  readonly chunks: ReadonlySet<string>;
}

const hexOf = (chunks: readonly string[]): string[] => chunks.map((chunk) => chunk.slice(3)).sort();
const sumOf = (parts: readonly string[]): string => blake3Hex(canonicalJson(parts));
const nonceOf = (random: Random): string => Buffer.from(random.bytes(16)).toString('hex');

const bodyOf = (kind: 'mark/1' | 'sweep/1', chunks: readonly string[], more: { readonly sweep?: number; readonly sum?: string } = {}): Uint8Array => Buffer.from(canonicalJson({ cairn: kind, chunks: hexOf(chunks), ...more }), 'utf8');

/** Whether these bytes are what was written at the key: a mark's key has their hash, a sweep and a lease the sum of what they say, and that is by a device; of who writes its being there says all. */
export function isWhole(key: string, body: Uint8Array, devices: ReadonlySet<string>): boolean {
  if (key.startsWith(WRITING)) return true;
  if (key.startsWith(MARKS)) return key === `${MARKS}${blake3Hex(body)}`;
  const said = parseCanonicalJson(Buffer.from(body).toString('utf8'));
  if (key.startsWith(LEASES)) {
    const lease = Lease.safeParse(said).data;
    return lease !== undefined && devices.has(lease.device) && lease.sum === sumOf([lease.device, lease.nonce]);
  }
  const sweep = Sweep.safeParse(said);
  return sweep.success && sweep.data.sum === sumOf(sweep.data.chunks);
}

/** Marks chunks from now on, also those that the same object marked before. `sweep`: they go with it, and earlier marks keep their time. */
export async function putMark(remote: Remote, chunks: readonly string[], { sweep, signal }: { readonly sweep?: number; readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
  for (let from = 0; from < chunks.length; from += MARK_SIZE) {
    const body = bodyOf('mark/1', chunks.slice(from, from + MARK_SIZE), sweep === undefined ? {} : { sweep });
    await remote.put(`${MARKS}${blake3Hex(body)}`, body, signal);
  }
}

/** @returns its key */
export async function putSweep(remote: Remote, lease: number, chunks: readonly string[], signal?: AbortSignal): Promise<string> {
  const key = `${SWEEPS}${String(lease).padStart(16, '0')}`;
  await remote.put(key, bodyOf('sweep/1', chunks, { sum: sumOf(hexOf(chunks)) }), signal);
  return key;
}

/**
 * Says that somebody is about to publish what rests on chunks, who knows of no other device: one that collects sees by it that another
 * machine writes under the same identity. @returns its key
 */
export async function putWriting(remote: Remote, random: Random, signal?: AbortSignal): Promise<string> {
  const key = `${WRITING}${nonceOf(random)}`;
  await remote.put(key, Buffer.from(canonicalJson({ cairn: 'writing/1' }), 'utf8'), signal);
  return key;
}

/** Who is about to publish, or was cut off while it did. */
export function listWriting(remote: Remote, signal?: AbortSignal): Promise<readonly RemoteItem[]> {
  return listAll(remote, WRITING, signal);
}

async function read(remote: Remote, items: readonly RemoteItem[], signal: AbortSignal | undefined): Promise<{ readonly found: readonly Named[]; readonly gone: boolean }> {
  const found: Named[] = [];
  let gone = false;
  for (const { key, at } of items) {
    const fetched = await fetchBody(remote, key, MOST_BYTES, signal);
    gone ||= 'reason' in fetched && fetched.reason === 'missing';
    const parsed = 'body' in fetched ? Chunks.safeParse(parseCanonicalJson(Buffer.from(fetched.body).toString('utf8'))) : undefined;
    if (parsed?.success) found.push({ key, at, chunks: new Set(parsed.data.chunks.map((hex) => `b3:${hex}`)) });
  }
  return { found, gone };
}

/** Listings that may show what is gone when it is read. */
const MOST_LOOKS = 4;

export interface Condemned {
  readonly marks: readonly Named[];
  readonly sweeps: readonly Named[];
}

/** What is marked, and what is being removed at this moment. One request where nothing is. */
export async function readCondemned(remote: Remote, signal?: AbortSignal): Promise<Condemned> {
  for (let looks = 1; ; looks += 1) {
    const items = await listAll(remote, GC_PREFIX, signal);
    const sweeps = await read(remote, items.filter(({ key }) => key.startsWith(SWEEPS)), signal);
    const marks = await read(remote, items.filter(({ key }) => key.startsWith(MARKS)), signal);
    // A sweep that ended meanwhile left a mark that this listing may not show, and dropped others; what is listed for ever did not.
    if ((sweeps.gone || marks.gone) && looks < MOST_LOOKS) continue;
    return { marks: marks.found, sweeps: sweeps.found };
  }
}

export interface GcLease {
  readonly number: number;
  /** True while nobody took the next one. */
  stands(signal?: AbortSignal): Promise<boolean>;
  release(): Promise<void>;
}

const numberIn = (key: string): number => Number(key.slice(LEASES.length));

export interface LeaseTaker {
  /** Of this device. */
  readonly device: string;
  /** Tells its lease from one of a machine that shares its identity. */
  readonly random: Random;
  /** By the remote's clock. */
  readonly now: number;
  readonly livesMs: number;
}

/**
 * Takes the lease, unless somebody else has it: it is the newest of `gc/lease/`, until it is older than `livesMs` by the remote's clock.
 * Its number is the time, so that none comes back: who had the lease long ago and goes on late finds another's in its place. One that is
 * found to be there has these bytes where the answer to its creation was lost.
 * @returns undefined when another device has it
 */
export async function takeLease(remote: Remote, { device, random, now, livesMs }: LeaseTaker, signal?: AbortSignal): Promise<GcLease | undefined> {
  const items = await listAll(remote, LEASES, signal);
  const newest = items[items.length - 1];
  if (newest && now - newest.at < livesMs) return undefined;
  const number = Math.max(newest ? numberIn(newest.key) + 1 : 0, Math.floor(now));
  const key = `${LEASES}${String(number).padStart(16, '0')}`;
  const nonce = nonceOf(random);
  const body = Buffer.from(canonicalJson({ cairn: 'lease/1', device, nonce, sum: sumOf([device, nonce]) }), 'utf8');
  if ((await remote.putIfAbsent(key, body, signal)) === 'exists') {
    const there = await fetchBody(remote, key, body.length, signal);
    if (!('body' in there) || !body.equals(there.body)) return undefined;
  }
  for (const old of items) await remote.delete(old.key, signal);
  return {
    number,
    async stands(asked) {
      const there = await listAll(remote, LEASES, asked);
      return there[there.length - 1]?.key === key;
    },
    release: () => remote.delete(key),
  };
}
