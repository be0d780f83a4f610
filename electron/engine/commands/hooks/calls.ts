// hooks.*: the hooks of this device, and what each was told.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { Hook, HookRun } from '../../../../shared/contract/hooks.js';
import type { HookRow, HookRunRow } from '../../store/hookRows.js';
import { os, type CallContext, type EngineContext } from '../context.js';
import { collectionNamed } from '../registry/places.js';
import { deliverAll, startCounting } from './deliver.js';

function shown({ registry }: EngineContext, row: HookRow): Hook {
  const { command, collection } = row;
  return { ...row, command: command && [...command], collection: collection === null ? null : { id: collection, name: registry.read.collection(collection)?.name ?? collection.slice(0, 8) } };
}

function shownRun({ hook, event, at, state, attempts, status, output, payload }: HookRunRow): HookRun {
  return { hook, event, at, state, attempts, status, output, payload: JSON.parse(payload) as Record<string, unknown> };
}

/** A hook is a program that runs here: only who sits at a terminal of this computer names one. */
function atTerminal({ door }: CallContext): void {
  if (door !== 'cli') throw new CairnError('forbidden', 'Hooks run programs on this computer; they are added and removed with cairn hook.');
}

export const hooksCommands = {
  list: os.hooks.list.handler(({ context: { engine } }) => engine.registry.hooks.list().map((row) => shown(engine, row))),

  add: os.hooks.add.handler(({ input, context }) => {
    atTerminal(context);
    const { engine } = context;
    const { alias, collection, command, url, timeout, retries } = input;
    if ((command === undefined) === (url === undefined)) throw new CairnError('invalid_input', 'A hook is a command or an address: give one of them.');
    const row: HookRow = {
      id: Buffer.from(engine.ports.random.bytes(4)).toString('hex'),
      alias: alias.normalize('NFC'),
      collection: collection === undefined ? null : collectionNamed(engine.registry.read, engine, collection),
      command: command ?? null,
      url: url ?? null,
      timeout,
      retries,
      created: engine.ports.clock.now(),
    };
    if (engine.registry.hooks.list().length === 0) startCounting(engine);
    engine.registry.hooks.add(row);
    return shown(engine, row);
  }),

  remove: os.hooks.remove.handler(({ input, context }) => {
    atTerminal(context);
    if (!context.engine.registry.hooks.remove(input.id)) throw new CairnError('not_found', `There is no hook "${input.id}". See them with cairn hook ls.`, { id: input.id });
    return { id: input.id };
  }),

  log: os.hooks.log.handler(({ input, context: { engine } }) => engine.registry.hooks.runs(input.id, input.limit).map(shownRun)),

  deliver: os.hooks.deliver.handler(async ({ context: { engine } }) => {
    // The window or `cairn serve` has the lease, and does it itself within a second.
    const release = engine.lease.acquire();
    if (!release) return { told: 0, failed: 0 };
    try {
      return await deliverAll(engine);
    } finally {
      release();
    }
  }),
};
