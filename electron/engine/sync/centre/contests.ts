// What the log says of contested aliases: when one becomes contested, and when it is no more.
import type { RegistryStore } from '../../store/types.js';

/** Contested aliases by name, each with who stands against whom. */
export function contestsOf({ read }: RegistryStore): ReadonlyMap<string, string> {
  return new Map(
    read.contestedAliases().map(({ collection, alias }) => {
      const name = `${read.collection(collection)?.name ?? collection.slice(0, 12)}:${alias}`;
      const state = read.aliasStates(collection).find((each) => each.alias === alias);
      const against = (state?.contest?.challenges ?? []).map(({ ref, actor, device }) => `${actor.name} on ${device} ${ref === null ? 'took it off' : `moved it to ${ref}`}`);
      return [name, `${state?.ref ?? 'Nothing'} holds it; ${against.join('; ')}.`];
    }),
  );
}

/** A line for each alias whose standing changed. */
export function contestLines(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): { readonly level: 'info' | 'warning'; readonly text: string }[] {
  const begun = [...after].filter(([name]) => !before.has(name)).map(([name, who]) => ({ level: 'warning' as const, text: `${name} is contested. ${who}` }));
  const over = [...before.keys()].filter((name) => !after.has(name)).map((name) => ({ level: 'info' as const, text: `${name} is contested no more.` }));
  return [...begun, ...over];
}
