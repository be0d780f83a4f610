// A registry of this data root by whatever a person calls it.
import { CairnError } from '../../../shared/contract/errors.js';
import type { Actor } from '../../../shared/contract/primitives.js';
import type { RegistryStore } from '../store/types.js';
import type { EngineContext } from './context.js';

/** The name that its remote had here when it was left. */
const LEFT = 'remotes/left';

export function noteLeft(store: RegistryStore, actor: Actor, name: string): void {
  store.write(actor, (tx) => tx.setLocal(LEFT, name));
}

/** What a registry is called here: by its remote, also by one that was left, until another takes that name. */
export function registryName({ remotes }: Pick<EngineContext, 'remotes'>, { id, home, local }: RegistryStore): string {
  const known = remotes.list();
  const left = local(LEFT);
  return known.find(({ registry }) => registry === id)?.name ?? (left === undefined || known.some(({ name }) => name === left) ? home : left);
}

/** A registry by its id, by the name or address of its remote, also of one that was left, or `computer`; the current one where none is named. @throws CairnError not_found */
export function registryNamed(engine: Pick<EngineContext, 'registries' | 'registry' | 'remotes'>, name: string | undefined): RegistryStore {
  const { registries, registry, remotes } = engine;
  if (name === undefined) return registry;
  if (name === 'computer') {
    const own = registries.find(({ home }) => home === 'computer');
    if (own) return own;
  }
  const id = remotes.list().find((remote) => remote.name === name || remote.url === name)?.registry ?? name;
  const found = registries.find((store) => store.id === id) ?? registries.find((store) => store.home === name || registryName(engine, store) === name);
  if (!found) throw new CairnError('not_found', `There is no registry "${name}" in this data root. Known: ${registries.map((store) => registryName(engine, store)).join(', ')}.`, { registry: name });
  return found;
}
