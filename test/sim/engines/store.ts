// The remote of the simulation: one store of objects that can be looked into, damaged, and made anew; and how each device reaches it.
import { CairnError } from '../../../shared/contract/errors.js';
import { createMemoryRemote } from '../../../electron/engine/remotes/memory.js';
import type { Remote } from '../../../electron/engine/remotes/types.js';
import { digestOf } from './disk.js';
import { withFaults, type Fault } from '../../../electron/engine/remotes/wrap/faults.js';

/** What ends a device in the middle of something. */
export class Killed extends Error {}

export interface Fragile extends Remote {
  /** Bodies that were put and are not what they were. */
  keys(prefix: string): Promise<string[]>;
  /** Turns a bit at rest. */
  rot(key: string): Promise<void>;
  /** Removes an object that nothing should remove. */
  lose(key: string): void;
  /** All of it as it is now, apart from whatever comes. */
  copy(): Promise<Fragile>;
  /** Puts what no device would. `at`: by its clock, if not now. */
  plant(key: string, body: Uint8Array, at?: number): void;
}

/** Objects that a test damages lie over those of a memory remote. */
export function createFragile(now: () => number, mode: Remote['capabilities']['mode'] = 'cas'): Fragile {
  const inner = createMemoryRemote(now);
  const over = new Map<string, { readonly body: Uint8Array; readonly at: number } | null>();
  const bodyOf = async (key: string): Promise<Uint8Array | undefined> => {
    const laid = over.get(key);
    return laid === null ? undefined : (laid?.body ?? (await inner.get(key, Number.MAX_SAFE_INTEGER)));
  };
  const itemOf = async (key: string) => {
    const body = await bodyOf(key);
    return body && { key, size: body.length, tag: digestOf(body), at: over.get(key)?.at ?? (await inner.head(key))?.at ?? now() };
  };
  const keys = async (prefix: string): Promise<string[]> => {
    const found = new Set<string>();
    for (let after: string | undefined, more = true; more; ) {
      const page = await inner.list(prefix, after);
      for (const { key } of page.items) found.add(key);
      after = page.items[page.items.length - 1]?.key;
      more = page.more && after !== undefined;
    }
    for (const [key, body] of over) {
      if (!key.startsWith(prefix)) continue;
      if (body === null) found.delete(key);
      else found.add(key);
    }
    return [...found].sort();
  };
  return {
    ...inner,
    capabilities: { ...inner.capabilities, mode },
    async get(key, maxBytes) {
      const body = await bodyOf(key);
      if (body && body.length > maxBytes) throw new CairnError('corrupt', `${key} is too long.`);
      return body?.slice();
    },
    getRange: async (key, from, length) => (await bodyOf(key))?.slice(from, from + length),
    head: itemOf,
    async putIfAbsent(key, body) {
      if (over.has(key) && over.get(key) !== null) return 'exists';
      if (over.get(key) === null) over.set(key, { body: body.slice(), at: now() });
      else if ((await inner.putIfAbsent(key, body)) === 'exists') return 'exists';
      // One half of the claims are answered by a store that names what it keeps.
      return key.startsWith('claims/') && (body[body.length >> 1] ?? 0) % 2 === 0 ? 'verified' : 'created';
    },
    async put(key, body) {
      over.delete(key);
      await inner.put(key, body);
      return digestOf(body);
    },
    async mend(key, tag, body) {
      if ((await itemOf(key))?.tag !== tag) return false;
      over.set(key, { body: body.slice(), at: now() });
      return true;
    },
    async list(prefix, after) {
      const all = (await keys(prefix)).filter((key) => after === undefined || key > after);
      const items = (await Promise.all(all.slice(0, 1000).map(itemOf))).flatMap((item) => item ?? []);
      return { items, more: all.length > 1000 };
    },
    async delete(key) {
      over.delete(key);
      await inner.delete(key);
    },
    keys,
    async copy() {
      const made = createFragile(now, mode);
      for (const key of await keys('')) made.plant(key, (await bodyOf(key)) ?? new Uint8Array(0), (await itemOf(key))?.at);
      return made;
    },
    async rot(key) {
      const body = await bodyOf(key);
      if (!body || body.length === 0) return;
      const turned = body.slice();
      turned[turned.length >> 1] = (turned[turned.length >> 1] ?? 0) ^ 1;
      over.set(key, { body: turned, at: (await itemOf(key))?.at ?? now() });
    },
    lose: (key) => void over.set(key, null),
    plant: (key, body, at = now()) => void over.set(key, { body: new Uint8Array(body), at }),
  };
}

const FAULTS: readonly Fault[] = ['drop', 'loseReply', 'duplicate', 'stale', 'slow', 'corrupt', 'torn', 'full', 'denied'];

export interface Weather {
  /** One request in so many fails; 0 for none. */
  rate: number;
  /** Requests until this device is killed; undefined for not. */
  killIn: number | undefined;
  /** Most turns that a request waits for others; 0 for none. */
  lag: number;
  /** The device stands still: its process is suspended when so many more answers came about keys that begin so, and goes on when it is over. */
  standstill: { readonly about: string; answers: number; begun(): void; readonly over: Promise<void> } | undefined;
}

export interface Witness {
  put(key: string): void;
  removed(key: string): void;
}

/** The remote as one device reaches it: its requests fail by the weather, it may die at any of them, and stand still after any. */
export function reach(remote: () => Remote, weather: Weather, random: () => number, witness: Witness): Remote {
  const die = (): void => {
    if (weather.killIn === undefined) return;
    weather.killIn -= 1;
    if (weather.killIn < 0) throw new Killed('killed');
  };
  const faulty = withFaults(
    {
      ...remote(),
      get: (...args) => remote().get(...args),
      getRange: (...args) => remote().getRange(...args),
      head: (...args) => remote().head(...args),
      putIfAbsent(key, ...args) {
        witness.put(key);
        return remote().putIfAbsent(key, ...args);
      },
      put(key, ...args) {
        witness.put(key);
        return remote().put(key, ...args);
      },
      mend(key, ...args) {
        witness.put(key);
        return remote().mend(key, ...args);
      },
      list: (...args) => remote().list(...args),
      delete(key, ...args) {
        witness.removed(key);
        return remote().delete(key, ...args);
      },
    },
    () => (weather.rate > 0 && random() * weather.rate < 1 ? (FAULTS[Math.floor(random() * FAULTS.length)] ?? 'none') : 'none'),
  );
  const dying = <A extends unknown[], R>(call: (...args: A) => Promise<R>) => async (...args: A): Promise<R> => {
    die();
    for (let turns = weather.lag && Math.floor(random() * weather.lag); turns > 0; turns -= 1) await Promise.resolve();
    const answer = await call(...args);
    // Half the time the request took effect before the device died.
    die();
    const { standstill } = weather;
    if (standstill && standstill.answers >= 0 && String(args[0]).startsWith(standstill.about)) standstill.answers -= 1;
    if (standstill && standstill.answers < 0) {
      standstill.begun();
      await standstill.over;
    }
    return answer;
  };
  return { ...faulty, get: dying(faulty.get), getRange: dying(faulty.getRange), head: dying(faulty.head), putIfAbsent: dying(faulty.putIfAbsent), put: dying(faulty.put), mend: dying(faulty.mend), list: dying(faulty.list), delete: dying(faulty.delete) };
}
