// Aliases as people move them: set, take off, resolve a contest, roll back, and which are protected.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { AliasMoved } from '../../../../shared/contract/registry.js';
import type { Queries } from '../../store/queries/types.js';
import { PROTECTED_SETTING } from '../../store/protectedAliases.js';
import type { EngineContext } from '../context.js';
import { moveAlias } from './moveAlias.js';
import { collectionNamed } from './places.js';
import { targetNamed, targetWithin } from './targets.js';

interface Asked {
  readonly alias: string;
  readonly note?: string | undefined;
  /** Why it is to move against its policy. */
  readonly override?: string | undefined;
}

const stateOf = (read: Queries, collection: string, alias: string) => read.aliasStates(collection).find((state) => state.alias === alias);

/** Moves an alias in one transaction and says from where to where. */
function move(engine: EngineContext, { alias: typed, note, override }: Asked, pick: (read: Queries) => { readonly collection: string; readonly target: string | null }): AliasMoved {
  const alias = typed.normalize('NFC');
  return engine.registry.write(engine.actor(), (tx) => {
    const { collection, target } = pick(tx.read);
    const before = stateOf(tx.read, collection, alias);
    const state = moveAlias(tx, { collection, alias, target, note, override });
    const after = stateOf(tx.read, collection, alias);
    return {
      collection,
      name: tx.read.collection(collection)?.name ?? collection.slice(0, 8),
      alias,
      from: before?.label ?? null,
      to: after?.label ?? null,
      ref: after?.ref ?? null,
      state,
      contested: after?.contest != null,
    };
  });
}

export function setAlias(engine: EngineContext, input: Asked & { readonly ref: string; readonly within?: string | undefined }): AliasMoved {
  return move(engine, input, (read) => {
    const target = input.within === undefined ? targetNamed(read, engine, input.ref) : targetWithin(read, engine, input.ref, collectionNamed(read, engine, input.within));
    if (read.version(target.version)?.deleted) throw new CairnError('invalid_input', `Setting ${input.alias} on ${input.ref} failed: that version is deleted. Restore it first.`, { ref: input.ref });
    return target;
  });
}

export function removeAlias(engine: EngineContext, input: Asked & { readonly ref: string }): AliasMoved {
  return move(engine, input, (read) => {
    const { collection, target } = targetNamed(read, engine, input.ref);
    if (!read.keptByAlias(collection, input.alias.normalize('NFC')).includes(target)) throw new CairnError('not_found', `Removing ${input.alias} from ${input.ref} failed: the alias is not on that version.`, { ref: input.ref, alias: input.alias });
    return { collection, target: null };
  });
}

export function resolveAlias(engine: EngineContext, input: Asked & { readonly ref: string; readonly collection: string }): AliasMoved {
  return move(engine, input, (read) => {
    const collection = collectionNamed(read, engine, input.collection);
    const { target } = targetWithin(read, engine, input.ref, collection);
    if (!stateOf(read, collection, input.alias.normalize('NFC'))?.contest) throw new CairnError('invalid_input', `Resolving ${input.alias} failed: it is not contested. To move it, set it.`, { alias: input.alias });
    return { collection, target };
  });
}

export function rollBack(engine: EngineContext, input: Asked & { readonly collection: string; readonly at: number }): AliasMoved {
  const collection = collectionNamed(engine.registry.read, engine, input.collection);
  const alias = input.alias.normalize('NFC');
  const target = engine.registry.aliasTargetAsOf(input.at, collection, alias);
  const when = new Date(input.at).toISOString();
  if (target === undefined) throw new CairnError('not_found', `Rolling back ${alias} to ${when} failed: it was on no version then.`, { alias, at: input.at });
  return move(engine, { alias, note: input.note ?? `rolled back to ${when}`, override: input.override }, (read) => {
    const link = read.link(target);
    const version = read.version(link?.version ?? target);
    if (link?.live === false) throw new CairnError('invalid_input', `Rolling back ${alias} to ${when} failed: ${link.ref} was unlinked since. Link ${version?.ref ?? 'it'} again first.`, { alias, ref: link.ref });
    if (version?.deleted) throw new CairnError('invalid_input', `Rolling back ${alias} to ${when} failed: ${version.ref} was deleted since. Restore it first.`, { alias, ref: version.ref });
    return { collection, target };
  });
}

export function protectedNames(engine: EngineContext): string[] {
  return [...engine.registry.read.protectedAliases()].sort();
}

export function setProtected(engine: EngineContext, aliases: readonly string[]): string[] {
  const names = [...new Set(aliases.map((name) => name.normalize('NFC')))].sort();
  engine.registry.write(engine.actor(), (tx) => {
    const now = [...tx.read.protectedAliases()].sort();
    if (JSON.stringify(now) === JSON.stringify(names)) return;
    const { scope, key } = PROTECTED_SETTING;
    tx.append({ kind: 'setting', body: { scope, key, value: names }, observed: [...tx.read.settingHeads(scope, key)] });
  });
  return protectedNames(engine);
}
