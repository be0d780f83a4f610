// A test of a store leaves nothing there: not when it is ended or loses its connection, and not for ever when it is killed.
import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryRemote } from '../../../electron/engine/remotes/memory.js';
import { probeRemote } from '../../../electron/engine/remotes/probe.js';
import type { Remote } from '../../../electron/engine/remotes/types.js';
import { withFaults } from '../../../electron/engine/remotes/wrap/faults.js';
import { systemRandom } from '../../support/ports.js';

const HOUR = 60 * 60_000;

let now: number;
let store: Remote;
beforeEach(() => {
  now = 1_700_000_000_000;
  const memory = createMemoryRemote(() => now);
  store = { ...memory, now: async () => now };
});

const left = async (): Promise<string[]> => (await store.list('', undefined)).items.map(({ key }) => key);
const probe = (remote: Remote, signal?: AbortSignal, nowMs = () => now) => probeRemote(remote, { random: systemRandom, nowMs, ...(signal ? { signal } : {}) });

/** The store, that answers writes late, in another order, and one by one tells `each` which it is. */
function slow(each: (put: number) => void): Remote {
  let puts = 0;
  return {
    ...store,
    async putIfAbsent(key, body, signal) {
      const put = (puts += 1);
      each(put);
      signal?.throwIfAborted();
      for (let wait = 0; wait < (put * 7) % 50; wait += 1) await Promise.resolve();
      return store.putIfAbsent(key, body);
    },
  };
}

describe('a test of a store', () => {
  it.each([1, 2, 5, 20, 30])('leaves nothing when it is ended with write %i', async (last) => {
    const abort = new AbortController();
    const ending = slow((put) => {
      if (put === last) abort.abort(new DOMException('Cancelled', 'AbortError'));
    });
    await expect(probe(ending, abort.signal)).rejects.toThrow('Cancelled');
    expect(await left()).toEqual([]);
  });

  it.each([1, 3, 12])('leaves nothing when the answer to write %i is lost', async (which) => {
    let puts = 0;
    const faulty = withFaults(store, (call) => (call === 'putIfAbsent' && (puts += 1) === which ? 'loseReply' : 'none'));
    await expect(probe(faulty)).rejects.toMatchObject({ code: 'offline' });
    expect(await left()).toEqual([]);
  });

  it('removes what one left that was killed, once it is a day old by the clock of the store, and nothing else', async () => {
    await store.putIfAbsent('probe/killed/read', Buffer.from('x'));
    await store.putIfAbsent('log/x', Buffer.from('x'));
    now += 23 * HOUR;
    await store.putIfAbsent('probe/atWork/read', Buffer.from('x'));
    await probe(store, undefined, () => now + 48 * HOUR);
    expect(await left()).toEqual(['log/x', 'probe/atWork/read', 'probe/killed/read']);
    now += 2 * HOUR;
    await probe(store, undefined, () => now - 48 * HOUR);
    expect(await left()).toEqual(['log/x', 'probe/atWork/read']);
  });
});
