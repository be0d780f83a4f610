// Moves entities from this computer into the registry of a remote: their operations are issued again there, each with where it came
// from, and the old registry keeps one that says where they went. Numbers there are asked for anew.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { MovedIn } from '../../../../shared/contract/remotes.js';
import type { RegistryStore } from '../../store/types.js';
import type { EngineContext } from '../context.js';
import { aliasesThatStay, issuedBefore, planReissue, reissue, type Plan } from './reissue.js';

/** Rows of a run that goes on lie beside the log until they are sealed: they would stay behind. */
function refuseGoing(source: RegistryStore, { ids }: Plan): void {
  const going = source.read.runsToTend().filter(({ run }) => ids.has(run));
  const [first] = going;
  if (!first) return;
  const name = source.read.run(first.run)?.name ?? first.run;
  throw new CairnError('busy', `Moving from this computer failed: ${going.length === 1 ? `the run ${name} goes on` : `${going.length} runs go on, ${name} among them`}. Finish ${going.length === 1 ? 'it' : 'them'} first.`, { runs: going.map(({ run }) => run) });
}

/** Entities of which the source says that they went there: one that was killed may have moved them and not said so. */
function saidToBeIn(source: RegistryStore, registry: string): Set<unknown> {
  return new Set([...source.allOps()].flatMap(({ op }) => (op.kind === 'entity.move' && op.body['to'] === registry ? [op.body['entity']] : [])));
}

/** Aliases that the target has on something else. */
function staying(source: RegistryStore, target: RegistryStore, { ids }: Plan): MovedIn['aliases'] {
  const oldOf = new Map([...ids].map(([old, made]) => [made, old]));
  const shown = ({ read }: RegistryStore, collection: string, alias: string) => read.aliasStates(collection).find((each) => each.alias === alias);
  return aliasesThatStay(target, source, ids).map(({ collection, alias }) => {
    const old = oldOf.get(collection) ?? '';
    return { name: `${target.read.collection(collection)?.name ?? ''}:${alias}`, there: shown(target, collection, alias)?.label ?? '', here: shown(source, old, alias)?.label ?? '' };
  });
}

/**
 * Says what would move, or moves it: nothing is uploaded before the next sync.
 * @throws CairnError not_found; busy while a run of it goes on
 */
export function moveIn(engine: EngineContext, input: { readonly name: string; readonly entity?: string | undefined; readonly confirm: boolean }): MovedIn {
  const stored = engine.remotes.list().find(({ name, registry }) => name === input.name || registry === input.name);
  const target = stored && engine.registries.find(({ id }) => id === stored.registry);
  const source = engine.registries.find(({ home }) => home === 'computer');
  if (!stored || !target) throw new CairnError('not_found', `There is no remote "${input.name}".`, { remote: input.name });
  if (!source) throw new CairnError('not_found', 'There is no registry of this computer to move from.');
  const entity = input.entity === undefined ? undefined : source.read.entityByName(input.entity)?.id;
  if (input.entity !== undefined && entity === undefined) throw new CairnError('not_found', `There is no entity "${input.entity}" on this computer.`, { entity: input.entity });
  const planned = planReissue(source, target.id, entity);
  const bytes = planned.versions.reduce((sum, version) => sum + version.bytes, 0);
  const names = planned.entities.flatMap((id) => source.read.scopePage('collections', null, 1000, '').items.flatMap((item) => (item.kind === 'collections' && source.read.projectOf(item.key)?.entity === id ? [`${item.row.entity}/${item.row.project}/${item.row.name}`] : [])));
  const aliases = staying(source, target, planned);
  const becomesHome = entity === undefined && engine.registry.id !== target.id;
  let ops = planned.ops.length;
  if (input.confirm) {
    refuseGoing(source, planned);
    const actor = engine.actor();
    const issued = issuedBefore(target);
    ops = target.write(actor, (tx) => reissue(tx, source, planned, issued, { over: 'follow', note: 'moved in from this computer' }));
    const said = saidToBeIn(source, target.id);
    const toSay = planned.entities.filter((id) => ops > 0 || !said.has(id));
    if (toSay.length > 0) source.write(actor, (tx) => toSay.forEach((id) => tx.append({ kind: 'entity.move', body: { entity: id, to: target.id } })));
    if (entity === undefined) engine.useRegistry(target.id);
    engine.cache.sync.log({ at: engine.ports.clock.now(), level: 'info', registry: target.id, text: `${ops} operations moved in from this computer to ${stored.name}` });
  }
  return { done: input.confirm, ops, versions: planned.versions.length, bytes, collections: names, aliases, becomesHome, left: planned.unknown };
}
