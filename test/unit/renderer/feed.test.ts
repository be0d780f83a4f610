// The feed over a real replica: any mix of changes, repeats, restarts and newly opened scopes ends in what the engine has.
import { fc, runs } from '../../support/fastCheck.js';
import { createWorld, newReplica, stored, versionsOf } from './support.js';
import { expect, test, vi } from 'vitest';
import { heldScopes, runFeed } from '../../../renderer/data/feed.js';
import type { FeedSource } from '../../../renderer/data/feed.js';
import { loadScope } from '../../../renderer/data/load.js';
import { applyBatch, readScope } from '../../../renderer/data/replica.js';
import { matches } from '../../../renderer/data/scopeTypes.js';
import type { FeedBatch } from '../../../shared/contract/scopes.js';
import type { World } from './support.js';

const never = new AbortController().signal;

/** Serves the world's feed; `cut` ends every stream that is open, as a crash of the engine does. */
function serve(world: World): FeedSource & { cut(): void; poke(): void; subscriptions: { scopes: string[]; seq: number }[] } {
  const wakers = new Set<(alive: boolean) => void>();
  const subscriptions: { scopes: string[]; seq: number }[] = [];
  const wakeAll = (alive: boolean): void => [...wakers].forEach((wake) => wake(alive));
  return {
    subscriptions,
    ready: async () => undefined,
    cut: () => wakeAll(false),
    poke: () => wakeAll(true),
    async feed({ epoch, seq, scopes }, signal) {
      subscriptions.push({ scopes, seq });
      return (async function* stream(): AsyncGenerator<FeedBatch> {
        let cursor = epoch === world.epoch ? seq : world.seq;
        yield { kind: 'hello', epoch: world.epoch, seq: cursor };
        while (!signal.aborted) {
          if (world.seq > cursor) {
            yield world.changes(cursor, scopes);
            cursor = world.seq;
          }
          const alive = await new Promise<boolean>((resolve) => {
            const wake = (value: boolean): void => {
              wakers.delete(wake);
              resolve(value);
            };
            wakers.add(wake);
            signal.addEventListener('abort', () => wake(false), { once: true });
          });
          if (!alive && !signal.aborted) throw new Error('the engine went away');
        }
      })();
    },
  };
}

test('a scope opened later is held by a new subscription and kept true', async () => {
  const db = await newReplica();
  const world = createWorld();
  const scope = versionsOf('a');
  const source = serve(world);
  const control = new AbortController();
  const running = runFeed({ db, source, locks: undefined, now: () => 1_000 }, control.signal);
  world.put(scope, 'k', 1, { label: 'v1' });
  await loadScope(db, scope, async (cursor, limit) => world.page(scope, cursor, limit), never, 1_000);
  await vi.waitFor(() => expect(source.subscriptions.at(-1)?.scopes).toEqual([scope]));
  world.put(scope, 'k2', 2, { label: 'v2' });
  source.poke();
  await vi.waitFor(async () => expect(await stored(db, scope)).toEqual(world.rows(scope)));
  world.put(scope, 'k3', 3, { label: 'v3' });
  source.cut();
  await vi.waitFor(async () => expect(await stored(db, scope)).toEqual(world.rows(scope)));
  control.abort();
  expect((await running).skipped).toBe(0);
});

test('one window applies the feed, the other waits for its lock', async () => {
  const db = await newReplica();
  const source = serve(createWorld());
  const waiting: (() => void)[] = [];
  let taken = false;
  const locks = {
    request: async (_name: string, _options: unknown, work: () => Promise<unknown>) => {
      if (taken) await new Promise<void>((resolve) => waiting.push(resolve));
      taken = true;
      await work();
      taken = false;
      waiting.shift()?.();
    },
  } as unknown as Pick<LockManager, 'request'>;
  const first = new AbortController();
  const second = new AbortController();
  const running = [runFeed({ db, source, locks, now: () => 1 }, first.signal), runFeed({ db, source, locks, now: () => 1 }, second.signal)];
  await vi.waitFor(() => expect(source.subscriptions).toHaveLength(1));
  first.abort();
  await vi.waitFor(() => expect(source.subscriptions).toHaveLength(2));
  second.abort();
  await Promise.all(running);
});

const step = fc.oneof(
  fc.record({ do: fc.constant('put' as const), scope: fc.integer({ min: 0, max: 2 }), key: fc.integer({ min: 0, max: 9 }), order: fc.integer({ min: 0, max: 5 }) }),
  fc.record({ do: fc.constant('remove' as const), scope: fc.integer({ min: 0, max: 2 }), key: fc.integer({ min: 0, max: 9 }) }),
  fc.record({ do: fc.constant('load' as const), scope: fc.integer({ min: 0, max: 2 }) }),
  fc.record({ do: fc.constant('pull' as const), twice: fc.boolean() }),
  fc.record({ do: fc.constant('epoch' as const) }),
);

test('whatever happened, a complete scope at the end of the feed equals the engine, by page and by replica', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.constantFrom('', '1', 'V'), async (steps, query) => {
      const db = await newReplica();
      const world = createWorld();
      const names = ['a', 'b', 'c'].map(versionsOf);
      const pull = async (twice: boolean): Promise<void> => {
        const records = await heldScopes(db, 10);
        const held = records.map((record) => record.scope);
        const from = records.length ? Math.min(...records.map((record) => record.seq)) : world.seq;
        const hello = await applyBatch(db, { kind: 'hello', epoch: world.epoch, seq: world.seq }, from, new Set(held));
        if (hello.outcome === 'reset') return;
        for (let n = twice ? 2 : 1; n > 0; n -= 1) await applyBatch(db, world.changes(from, held), from, new Set(held));
      };
      for (const s of steps) {
        if (s.do === 'put') world.put(names[s.scope] ?? '', `k${s.key}`, s.order, { number: s.key, description: `v${s.key}` });
        if (s.do === 'remove') world.remove(names[s.scope] ?? '', `k${s.key}`);
        if (s.do === 'load') await loadScope(db, names[s.scope] ?? '', async (cursor) => world.page(names[s.scope] ?? '', cursor, 3), never, 10);
        if (s.do === 'pull') await pull(s.twice);
        if (s.do === 'epoch') world.epoch += '+';
      }
      await pull(false);
      for (const name of names) {
        const rows = await readScope(db, name);
        if (!rows) continue;
        const mine = rows.filter((row) => matches(name, row.row, query)).map((row) => row.key);
        const paged: string[] = [];
        let cursor: string | null = null;
        do {
          const page = world.page(name, cursor, 2, query);
          paged.push(...page.items.map((item) => item.key));
          cursor = page.next;
        } while (cursor !== null);
        expect(mine).toEqual(paged);
      }
      db.close();
    }),
    { numRuns: runs(60) },
  );
});
