// The change feed of FEED.md: deltas of held scopes, names of the others, merged while the page is busy.
import type { FeedBatch } from '../../../shared/contract/scopes.js';
import { os, type EngineContext } from '../commands/context.js';
import { scopeItems } from '../commands/rows.js';
import type { ScopeChange } from '../store/types.js';

/** How often another process's commits are looked for; within a second is promised. */
const POLL_MS = 300;
/** A scope with more changed rows than this in one batch is read anew by the page instead. */
const MAX_ROWS = 500;

/** Resolves when the change log has passed `seq`, by whichever process, or when the signal is aborted. */
function passed(engine: EngineContext, seq: number, signal: AbortSignal | undefined): Promise<void> {
  const { registry } = engine;
  return new Promise((resolve) => {
    const stop = registry.onCommit(() => done());
    const timer = setInterval(() => {
      if (engine.registry !== registry || registry.changeSeq() !== seq) done();
    }, POLL_MS);
    const done = (): void => {
      stop();
      clearInterval(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    signal?.addEventListener('abort', done, { once: true });
    if (signal?.aborted) done();
  });
}

/** Scopes of one row, whose key is in the name. */
const SINGLE = /^(version|run|history):/;

type ChangesBatch = Extract<FeedBatch, { kind: 'changes' }>;

/** True when a change's scope (`version:*` is every version page) covers a held one. */
function covers(scope: string, held: string): boolean {
  return scope === held || (scope.endsWith(':*') && held.startsWith(scope.slice(0, -1)));
}

async function changesBatch(engine: EngineContext, changes: readonly ScopeChange[], scopes: readonly string[], epoch: string, seq: number): Promise<ChangesBatch> {
  const { read } = engine.registry;
  const wanted = new Map<string, Set<string>>();
  const touched = new Set<string>();
  for (const { scope, key } of changes) {
    const held = scopes.filter((candidate) => covers(scope, candidate));
    if (held.length === 0 || scope.endsWith(':*')) touched.add(scope);
    for (const name of held) wanted.set(name, (wanted.get(name) ?? new Set()).add(SINGLE.test(name) ? name.slice(name.indexOf(':') + 1) : key));
  }
  const rows: ChangesBatch['rows'] = [];
  for (const [scope, keys] of wanted) {
    if (keys.has('*') || keys.size > MAX_ROWS) {
      touched.add(scope);
      continue;
    }
    const records = [...keys].map((key) => ({ key, record: read.scopeRow(scope, key) }));
    const present = await scopeItems(engine, records.flatMap(({ record }) => (record ? [record] : [])));
    const byKey = new Map(present.map((item) => [item.key, item]));
    for (const { key } of records) rows.push({ scope, key, order: byKey.get(key)?.order ?? 0, row: byKey.get(key)?.row ?? null });
  }
  return { kind: 'changes', epoch, seq, rows, touched: [...touched] };
}

export const feed = os.browse.feed.handler(async function* ({ input, context: { engine }, signal }): AsyncGenerator<FeedBatch, void, void> {
  let { registry } = engine;
  let { epoch, seq } = input;
  if (epoch !== registry.epoch || registry.changesSince(epoch, seq).reset) ({ epoch, seq } = { epoch: registry.epoch, seq: registry.changeSeq() });
  yield { kind: 'hello', epoch, seq };
  while (!signal?.aborted) {
    if (engine.registry !== registry) {
      // Another registry is looked at from now on: everything is read anew.
      ({ registry } = engine);
      ({ epoch, seq } = { epoch: registry.epoch, seq: registry.changeSeq() });
      yield { kind: 'hello', epoch, seq };
    }
    const result = registry.changesSince(epoch, seq);
    if (result.reset) {
      ({ epoch, seq } = result);
      yield { kind: 'hello', epoch, seq };
    } else if (result.changes.length > 0) {
      seq = result.seq;
      yield await changesBatch(engine, result.changes, input.scopes, epoch, seq);
    } else {
      await passed(engine, seq, signal);
    }
  }
});
