// Finds moves that hooks have to be told of, and tells them: each move once, and again only where it failed or was cut off. It runs
// after the move, in the one process that has the lease, so that no hook can hold a move up or undo it.
import type { HookRow, HookRunRow } from '../../store/hookRows.js';
import type { ArrivedMove } from '../../store/hookRows.js';
import type { EngineContext } from '../context.js';
import { tell } from './tell.js';

const CURSOR = 'hooks:seen';
/** 10 s, 20 s, 40 s ... up to ten minutes. */
const FIRST_RETRY_MS = 10_000;
const LAST_RETRY_MS = 600_000;

interface Move {
  readonly collection: string;
  readonly alias: string;
  readonly target: string | null;
}

function readMove({ op }: ArrivedMove): Move {
  const { collection, alias, target } = op.body;
  return { collection: String(collection), alias: String(alias), target: typeof target === 'string' ? target : null };
}

/** A version as a hook is told of it. */
function versionOf({ registry }: EngineContext, target: string | null): object | null {
  if (target === null) return null;
  const link = registry.read.link(target);
  const version = registry.read.versionDetail(link?.version ?? target);
  if (!version) return { id: link?.version ?? target };
  return { id: version.id, ref: link?.ref ?? version.ref, version: link?.label ?? version.label, source: version.ref, digest: version.digest, bytes: version.bytes, metrics: version.metrics };
}

function payloadOf(engine: EngineContext, hook: HookRow, move: ArrivedMove, { collection, alias, target }: Move): string {
  const { read } = engine.registry;
  const model = read.collection(collection);
  const { actor, at, device, body, observed } = move.op;
  const before = observed.map((hash) => engine.registry.op(hash)?.op.body['target']).find((found) => typeof found === 'string');
  return JSON.stringify({
    event: target === null ? 'alias.removed' : 'alias.moved',
    id: move.id,
    hook: hook.id,
    alias,
    model: model ? { id: collection, name: model.name, entity: model.entity, project: model.project, type: model.type } : { id: collection },
    to: versionOf(engine, target),
    from: versionOf(engine, typeof before === 'string' ? before : null),
    actor,
    device,
    at: new Date(at).toISOString(),
    note: typeof body['note'] === 'string' ? body['note'] : null,
  });
}

/** A challenge that came too late moved nothing: the holder is another. */
function tookEffect({ registry }: EngineContext, { collection, alias, target }: Move): boolean {
  const state = registry.read.aliasStates(collection).find((each) => each.alias === alias);
  if (!state?.contest || target === null) return true;
  return (registry.read.link(target)?.version ?? target) === state.version;
}

/** Notes what has arrived since the last time. Moves of before a hook was made are no business of its own. */
export function noteMoves(engine: EngineContext): void {
  const { registry, ports } = engine;
  const hooks = registry.hooks.list();
  if (hooks.length === 0) return;
  let seen = Number(registry.local(CURSOR) ?? registry.hooks.newest());
  const start = seen;
  for (let moves = registry.hooks.movesAfter(seen); moves.length > 0; moves = registry.hooks.movesAfter(seen)) {
    for (const move of moves) {
      seen = move.n;
      const read = readMove(move);
      for (const hook of hooks) {
        if (hook.alias !== read.alias || (hook.collection !== null && hook.collection !== read.collection)) continue;
        const now = ports.clock.now();
        registry.hooks.enqueue({ hook: hook.id, event: move.id, n: move.n, payload: payloadOf(engine, hook, move, read), state: tookEffect(engine, read) ? 'waiting' : 'skipped', due: now, at: now });
      }
    }
  }
  if (seen !== start || registry.local(CURSOR) === undefined) registry.write(engine.actor(), (tx) => tx.setLocal(CURSOR, String(seen)));
}

/** From here on new moves count: called when the first hook is made. */
export function startCounting(engine: EngineContext): void {
  engine.registry.write(engine.actor(), (tx) => tx.setLocal(CURSOR, String(engine.registry.hooks.newest())));
}

async function tellOne({ registry, ports }: EngineContext, hook: HookRow, run: HookRunRow): Promise<boolean> {
  const attempts = run.attempts + 1;
  // Where this process ends meanwhile, it is told again after its time is surely over.
  registry.hooks.update({ ...run, state: 'running', attempts, due: ports.clock.now() + (hook.timeout + 30) * 1000 });
  const { ok, status, output } = await tell(hook, run.payload);
  const again = !ok && attempts <= hook.retries;
  registry.hooks.update({ ...run, state: ok ? 'done' : again ? 'waiting' : 'failed', attempts, due: again ? ports.clock.now() + Math.min(FIRST_RETRY_MS * 2 ** (attempts - 1), LAST_RETRY_MS) : 0, status, output });
  ports.logger[ok ? 'info' : 'warn']({ hook: hook.id, event: run.event, status, attempts }, ok ? 'A hook was told of a move' : 'Telling a hook of a move failed');
  return ok;
}

/** Tells the hooks of one registry what is due now. */
async function deliver(engine: EngineContext): Promise<{ told: number; failed: number }> {
  noteMoves(engine);
  const { registry, ports } = engine;
  const hooks = new Map(registry.hooks.list().map((hook) => [hook.id, hook]));
  let [told, failed] = [0, 0];
  for (const run of registry.hooks.due(ports.clock.now())) {
    const hook = hooks.get(run.hook);
    if (!hook) registry.hooks.update({ ...run, state: 'skipped', output: 'The hook was removed.' });
    else if (await tellOne(engine, hook, run)) told += 1;
    else failed += 1;
  }
  return { told, failed };
}

/** The engine for each registry: hooks belong to the one they were added in. */
const everywhere = (engine: EngineContext): EngineContext[] => engine.registries.map((registry) => ({ ...engine, registry }));

/** True when a process that is about to end leaves something to tell. */
export function somethingDue(engine: EngineContext): boolean {
  return everywhere(engine).some((each) => {
    if (each.registry.hooks.list().length === 0) return false;
    noteMoves(each);
    return (each.registry.hooks.nextDue() ?? Infinity) <= each.ports.clock.now();
  });
}

/** Tells all hooks of all registries what is due now. */
export async function deliverAll(engine: EngineContext): Promise<{ told: number; failed: number }> {
  const done = { told: 0, failed: 0 };
  for (const each of everywhere(engine)) {
    const { told, failed } = await deliver(each);
    done.told += told;
    done.failed += failed;
  }
  return done;
}

const LOOK_EVERY_MS = 1000;

/** Tells hooks while this process leads. Returns its own stop. */
export function watchMoves(engine: EngineContext, leads: () => boolean): () => Promise<void> {
  let seen = '';
  let busy: Promise<unknown> = Promise.resolve();
  let going = false;
  const look = (): void => {
    if (going || !leads()) return;
    const now = engine.registries.map((store) => store.changeSeq()).join();
    const next = Math.min(...engine.registries.map((store) => store.hooks.nextDue() ?? Infinity));
    if (now === seen && next > engine.ports.clock.now()) return;
    seen = now;
    going = true;
    busy = deliverAll(engine)
      .catch((error: unknown) => engine.ports.logger.error({ err: error }, 'Telling hooks failed'))
      .finally(() => (going = false));
  };
  const timer = setInterval(look, LOOK_EVERY_MS).unref();
  return async () => {
    clearInterval(timer);
    await busy;
  };
}
