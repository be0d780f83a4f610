// Tries out what a store promises, with small objects under `probe/` that are removed again, and says plainly what is wrong.
import { CairnError, type ErrorCode } from '../../../shared/contract/errors.js';
import { durationWords } from '../../../shared/util/durationWords.js';
import type { Random } from '../ports.js';
import type { Remote } from './types.js';

export type CheckId = 'reach' | 'rights' | 'read' | 'conditional' | 'list' | 'clock' | 'versioning' | 'lifecycle' | 'throughput';
export type CheckState = 'ok' | 'warning' | 'failed' | 'skipped';

export interface Check {
  readonly id: CheckId;
  readonly state: CheckState;
  /** One sentence: what was found, and what to do about it. */
  readonly message: string;
  /** Of the error that it failed with. */
  readonly code?: ErrorCode;
}

export interface Probe {
  readonly checks: readonly Check[];
  readonly mode: 'cas' | 'single';
  readonly writable: boolean;
  /** Clock of the store minus ours, in ms; null where it has none. */
  readonly clockOffsetMs: number | null;
  /** Bytes a second, up and down; null where nothing could be measured. */
  readonly up: number | null;
  readonly down: number | null;
}

export interface ProbeOptions {
  readonly random: Random;
  readonly nowMs: () => number;
  readonly signal?: AbortSignal;
}

const WRITERS = 8;
const ROUNDS = 6;
const BLOCK = 4 * 1024 * 1024;
const LIMIT = 16 * 1024 * 1024;
const CLOCK_WARNING_MS = 5 * 60_000;
const PREFIX = 'probe/';
/** No test takes so long: what is older was left by one that was ended. */
const LEFT_MS = 24 * 60 * 60_000;
/** Nobody waits longer for the removal of what a test wrote. */
const CLEAN_MS = 10_000;

interface Bench {
  readonly remote: Remote;
  readonly key: (name: string) => string;
  readonly signal: AbortSignal | undefined;
}

/** Ends when all of them have, also when one fails: none puts what was removed already. */
async function all<T>(works: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(works);
  return Promise.all(works);
}

/** Many writers, one key: exactly one may win, and what it wrote has to be there. */
async function conditional({ remote, key, signal }: Bench): Promise<{ check: Check; holds: boolean }> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const name = key(`claim-${round}`);
    const answers = await all(Array.from({ length: WRITERS }, (_, writer) => remote.putIfAbsent(name, Buffer.from(`writer ${writer}`), signal)));
    const winners = answers.flatMap((answer, writer) => (answer === 'created' ? [writer] : []));
    const there = Buffer.from((await remote.get(name, LIMIT, signal)) ?? []).toString('utf8');
    const fail = (message: string) => ({ check: { id: 'conditional', state: 'warning', message } as const, holds: false });
    if (winners.length !== 1) return fail(`Of ${WRITERS} writers that created one object at once, ${winners.length} were told that they won. This store cannot decide who gets a number: one device gives them (mode single).`);
    if (there !== `writer ${winners[0]}`) return fail(`The writer that was told it won is not the one whose object is there. This store cannot decide who gets a number: one device gives them (mode single).`);
    if ((await remote.putIfAbsent(name, Buffer.from('late'), signal)) !== 'exists') return fail('An object that was there was overwritten by a write on the condition that it is not. One device gives the numbers (mode single).');
  }
  return { check: { id: 'conditional', state: 'ok', message: `Of ${WRITERS} writers at once exactly one won, ${ROUNDS} times.` }, holds: true };
}

/** What a listing shows that is gone through in the shortest pages, as a long one is in long ones. */
async function pagesOfOne({ remote, key, signal }: Bench, most: number): Promise<string[]> {
  const found: string[] = [];
  let next: string | undefined;
  for (let page = 0; page <= most; page += 1) {
    const { items, more, next: then } = await remote.list(key('list-'), found[found.length - 1], signal, { next, most: 1 });
    found.push(...items.map((item) => item.key));
    if (!more) break;
    next = then;
  }
  return found;
}

async function listing({ remote, key, signal }: Bench): Promise<Check> {
  const names = ['list-1', 'list-2', 'list-3'].map(key);
  for (const name of names) await remote.putIfAbsent(name, Buffer.from(name), signal);
  const page = await remote.list(key('list-'), undefined, signal);
  const after = await remote.list(key('list-'), names[0], signal, { most: 1 });
  const paged = await pagesOfOne({ remote, key, signal }, names.length);
  const found = page.items.map((item) => item.key);
  if (!names.every((name) => found.includes(name))) return { id: 'list', state: 'warning', message: 'What was just written is missing in the listing. Other devices may hear of changes late.' };
  if (names.some((name, index) => paged[index] !== name) || paged.length !== names.length) return { id: 'list', state: 'failed', message: 'Listing page by page gave the wrong names: of many objects most would not be seen. This store cannot be used.' };
  if (after.items[0]?.key !== names[1]) return { id: 'list', state: 'warning', message: 'This store does not list from a name on. Its own marks lead from page to page, and are used.' };
  return { id: 'list', state: 'ok', message: 'Listings are in order and show what was just written.' };
}

async function reading({ remote, key, signal }: Bench): Promise<Check> {
  const body = Buffer.from('0123456789');
  await remote.putIfAbsent(key('read'), body, signal);
  const whole = await remote.get(key('read'), LIMIT, signal);
  const part = await remote.getRange(key('read'), 2, 3, signal);
  if (!whole || !body.equals(whole)) return { id: 'read', state: 'failed', message: 'What was written did not come back. This store cannot be used.' };
  if (!part || Buffer.from(part).toString() !== '234') return { id: 'read', state: 'warning', message: 'A part of an object could not be read by itself.' };
  return { id: 'read', state: 'ok', message: 'What is written can be read at once.' };
}

async function throughput({ remote, key, signal }: Bench, { random, nowMs }: ProbeOptions): Promise<{ check: Check; up: number; down: number }> {
  const body = new Uint8Array(BLOCK);
  body.set(random.bytes(65_536));
  const started = nowMs();
  await remote.putIfAbsent(key('throughput'), body, signal);
  const between = nowMs();
  await remote.get(key('throughput'), LIMIT, signal);
  const ended = nowMs();
  const rate = (ms: number): number => BLOCK / Math.max(0.001, ms / 1000);
  const up = rate(between - started);
  const down = rate(ended - between);
  const words = (value: number): string => `${(value / 1e6).toFixed(value < 1e7 ? 1 : 0)} MB/s`;
  return { check: { id: 'throughput', state: 'ok', message: `One stream moves ${words(up)} up and ${words(down)} down; several run at once.` }, up, down };
}

async function clock({ remote, signal }: Bench, nowMs: () => number): Promise<{ check: Check; offset: number | null }> {
  const before = nowMs();
  const there = await remote.now(signal);
  if (there === undefined) return { check: { id: 'clock', state: 'skipped', message: 'The store has no clock to ask.' }, offset: null };
  const offset = Math.round(there - (before + nowMs()) / 2);
  if (Math.abs(offset) < CLOCK_WARNING_MS) return { check: { id: 'clock', state: 'ok', message: 'The clocks of the store and of this computer agree.' }, offset };
  return { check: { id: 'clock', state: 'warning', message: `The clock of this computer is ${durationWords(Math.abs(offset))} ${offset > 0 ? 'behind' : 'ahead of'} the store's. Nothing is lost by it; nothing is removed by age until it is right.` }, offset };
}

async function rights({ remote, key, signal }: Bench): Promise<Check> {
  try {
    await remote.putIfAbsent(key('rights'), Buffer.from('cairn'), signal);
    return { id: 'rights', state: 'ok', message: 'It may be read, written and listed.' };
  } catch (error) {
    if (!(error instanceof CairnError) || error.code !== 'forbidden') throw error;
    return { id: 'rights', state: 'warning', message: `Nothing may be written with these keys: the registry can be read, and not changed. (${error.message})` };
  }
}

/** Everything is tried even where an earlier check found something; what cannot go on without it is skipped. */
export async function probeRemote(remote: Remote, options: ProbeOptions): Promise<Probe> {
  const { random, nowMs, signal } = options;
  const folder = `${PREFIX}${Buffer.from(random.bytes(8)).toString('hex')}/`;
  const bench: Bench = { remote, key: (name) => `${folder}${name}`, signal };
  const checks: Check[] = [];
  // Where nothing may be written it is not tried, and taken for what it is said to be.
  let mode: 'cas' | 'single' = remote.capabilities.mode;
  let [up, down, clockOffsetMs]: (number | null)[] = [null, null, null];
  const ends = (): Probe => ({ checks, mode, writable: checks.some(({ id, state }) => id === 'rights' && state === 'ok'), clockOffsetMs: clockOffsetMs ?? null, up: up ?? null, down: down ?? null });
  try {
    await remote.list('config', undefined, signal);
    checks.push({ id: 'reach', state: 'ok', message: 'The store answers, and may be listed.' });
  } catch (error) {
    if (!(error instanceof CairnError)) throw error;
    checks.push({ id: 'reach', state: 'failed', message: error.message, code: error.code });
    return ends();
  }
  const clocked = await clock(bench, nowMs);
  clockOffsetMs = clocked.offset;
  checks.push(clocked.check);
  for (const policy of await remote.policies(signal)) checks.push({ id: policy.about, state: policy.state, message: policy.message });
  if (!remote.capabilities.writable) {
    checks.push({ id: 'rights', state: 'warning', message: 'Nothing may be written here: the registry can be read, and not changed.' });
    return ends();
  }
  try {
    const allowed = await rights(bench);
    checks.push(allowed);
    if (allowed.state !== 'ok') return ends();
    checks.push(await reading(bench));
    const decided = await conditional(bench);
    checks.push(decided.check);
    mode = decided.holds && remote.capabilities.mode === 'cas' ? 'cas' : 'single';
    checks.push(await listing(bench));
    const measured = await throughput(bench, options);
    ({ up, down } = measured);
    checks.push(measured.check);
  } finally {
    await cleanUp(remote, folder, nowMs() + (clockOffsetMs ?? 0) - LEFT_MS);
  }
  return ends();
}

/**
 * Removes what this test wrote, also after it was ended, and what others left before `old`, by the clock of the store. What cannot be removed
 * (keys that may not delete) stays, and harms nobody.
 */
async function cleanUp(remote: Remote, folder: string, old: number): Promise<void> {
  const signal = AbortSignal.timeout(CLEAN_MS);
  try {
    const own = await remote.list(folder, undefined, signal);
    for (const { key } of own.items) await remote.delete(key, signal);
    const left = await remote.list(PREFIX, undefined, signal);
    for (const { key, at } of left.items) if (at < old) await remote.delete(key, signal);
  } catch (error) {
    if (!(error instanceof CairnError) && !signal.aborted) throw error;
  }
}
