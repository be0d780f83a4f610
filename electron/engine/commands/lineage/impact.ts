// lineage.impact: if this is wrong, what depends on it, and who would notice.
import type { Impact, ImpactHolder, LineageStart } from '../../../../shared/contract/lineage.js';
import type { ReachedVersion } from '../../store/queries/lineage/neighbours.js';
import type { LineageQueries } from '../../store/queries/types.js';
import type { EngineContext } from '../context.js';
import { lineageStart } from './start.js';

/** Look here first: what serves, then what is about to, then other protected ones, then the rest by name. */
function weigh(holders: readonly ImpactHolder[], guarded: ReadonlySet<string>): ImpactHolder[] {
  const rank = (alias: string): number => (alias === 'production' ? 0 : alias === 'staging' ? 1 : guarded.has(alias) ? 2 : 3);
  const order = (a: ImpactHolder, b: ImpactHolder): number =>
    rank(a.alias) - rank(b.alias) || Number(b.registered) - Number(a.registered) || (a.alias < b.alias ? -1 : a.alias > b.alias ? 1 : 0) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0) || (a.version < b.version ? -1 : 1);
  return [...holders].sort(order);
}

/** The first and the last of each collection, by number; what has none yet is last. */
function byCollection(lineage: LineageQueries, versions: readonly ReachedVersion[]): Impact['notHeld'] {
  const groups = new Map<string, ReachedVersion[]>();
  for (const version of versions) {
    const group = groups.get(version.collection);
    if (group) group.push(version);
    else groups.set(version.collection, [version]);
  }
  return [...groups]
    .filter(([collection]) => collection !== '')
    .map(([collection, members]) => {
      const order = (version: ReachedVersion): number => version.number ?? Number.MAX_SAFE_INTEGER;
      const first = members.reduce((least, each) => (order(each) < order(least) ? each : least));
      const last = members.reduce((most, each) => (order(each) > order(most) ? each : most));
      const [one, other] = lineage.rows([first, last].map(({ id }) => ({ id, kind: 'version' as const })));
      return { collection, name: one?.name ?? '', count: members.length, first: one?.label ?? '', last: other?.label ?? '' };
    })
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}

/** Protected aliases of the models concerned that are on versions which do not depend on the start. */
function safeOnes(lineage: LineageQueries, held: readonly ImpactHolder[], dependants: ReadonlySet<string>, guarded: ReadonlySet<string>): Impact['safe'] {
  const said = new Set(held.map((each) => `${each.collection} ${each.alias}`));
  const models = new Set(held.filter((each) => each.registered).map((each) => each.collection));
  return [...models]
    .flatMap((model) => lineage.holdersOf(model))
    .filter((each) => guarded.has(each.alias) && !said.has(`${each.collection} ${each.alias}`) && !dependants.has(each.version))
    .map((each) => ({ ...each, inputs: [...lineage.inputs(each.version)] }));
}

/** @throws CairnError not_found, ambiguous */
export function lineageImpact(engine: EngineContext, input: LineageStart & { readonly aliases: readonly string[] }): Impact {
  const guarded = engine.registry.read.protectedAliases();
  const start = lineageStart(engine, input);
  return engine.registry.read.lineage((lineage) => {
    const { versions, runs, models } = lineage.dependants(start);
    const live = versions.filter((version) => version.deleted === 0);
    const ids = live.map((version) => version.id);
    const held = weigh(lineage.holdersAmong(ids, input.aliases), guarded);
    const holding = new Set(held.map((each) => each.version));
    const [row] = lineage.rows([start]);
    return {
      start: start.id,
      ref: row?.ref ?? input.ref,
      versions: live.length,
      runs,
      models,
      deleted: versions.length - live.length,
      held,
      notHeld: byCollection(lineage, live.filter((version) => !holding.has(version.id))),
      safe: safeOnes(lineage, held, new Set(ids), guarded),
    };
  });
}
