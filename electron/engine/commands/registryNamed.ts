// A registry of this data root by whatever a person calls it.
import { CairnError } from '../../../shared/contract/errors.js';
import type { RegistryStore } from '../store/types.js';
import type { EngineContext } from './context.js';

/** A registry by its id, by the name or address of its remote, or `computer`; the current one where none is named. @throws CairnError not_found */
export function registryNamed({ registries, registry, remotes }: Pick<EngineContext, 'registries' | 'registry' | 'remotes'>, name: string | undefined): RegistryStore {
  if (name === undefined) return registry;
  if (name === 'computer') {
    const own = registries.find(({ home }) => home === 'computer');
    if (own) return own;
  }
  const id = remotes.list().find((remote) => remote.name === name || remote.url === name)?.registry ?? name;
  const found = registries.find((store) => store.id === id);
  if (!found) throw new CairnError('not_found', `There is no registry "${name}" here.`, { registry: name });
  return found;
}
