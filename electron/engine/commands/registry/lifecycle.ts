// Delete and restore: a tombstone that says what it saw, refused while something hangs on the version unless a person says so.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { Holders } from '../../../../shared/contract/registry.js';
import type { Queries } from '../../store/queries/types.js';
import type { EngineContext } from '../context.js';
import { refuseExpired } from '../retention/run.js';
import { releaseAliases } from './links.js';
import { parseReference } from '../../domain/references.js';
import { targetNamed, type Target } from './targets.js';

interface Asked {
  readonly ref: string;
  readonly note?: string | undefined;
}

/** A version said outright: a bare name means the newest, which nobody should delete by leaving something out. */
function exact(read: Queries, engine: EngineContext, ref: string, what: string): Target {
  if (!/^[0-9a-f]{64}$/.test(ref)) {
    const { number, alias, digest } = parseReference(ref);
    if (number === undefined && alias === undefined && digest === undefined) throw new CairnError('invalid_reference', `${what} "${ref}" failed: it names no version. Write ${ref}:vN, or ${ref}@digest.`, { ref });
  }
  const target = targetNamed(read, engine, ref);
  if (target.link !== null) throw new CairnError('invalid_input', `${what} ${ref} failed: it is a link of a registered model. Unlink it, or name its source: ${read.version(target.version)?.ref ?? target.version}.`, { ref });
  return target;
}

function holdersOf(read: Queries, { version, collection }: Target): Holders {
  const detail = read.versionDetail(version);
  if (!detail) throw new CairnError('not_found', 'There is no version with this id here. It may not have arrived on this device yet.', { version });
  const guarded = read.protectedAliases();
  const on = read.aliasStates(collection).filter((state) => read.keptByAlias(collection, state.alias).includes(version));
  return {
    ref: detail.ref,
    deleted: detail.deleted,
    aliases: on.map((state) => ({ alias: state.alias, collection: detail.name, protected: guarded.has(state.alias) })),
    links: detail.links.map((link) => ({ ref: link.ref, aliases: link.aliases.filter((alias) => alias.kind === 'set').map((alias) => alias.name) })),
    uses: [...read.usesOf(version)],
  };
}

export function holders(engine: EngineContext, { ref }: { readonly ref: string }): Holders {
  const { read } = engine.registry;
  const { version, collection, link } = targetNamed(read, engine, ref);
  return holdersOf(read, { version, target: version, collection: link === null ? collection : (read.version(version)?.collection ?? collection), link: null });
}

/** What stands in the way, in words; undefined when nothing does. */
function inTheWay({ aliases, links, uses }: Holders): string | undefined {
  const parts = [
    aliases.length > 0 ? `the ${aliases.length === 1 ? 'alias' : 'aliases'} ${aliases.map((each) => each.alias).join(', ')} ${aliases.length === 1 ? 'is' : 'are'} on it` : '',
    links.length > 0 ? `it is linked to ${links.map((each) => each.ref).join(', ')}` : '',
    uses.length > 0 ? `${uses.length === 1 ? 'a run' : `${uses.length} runs`} read it (${uses.slice(0, 3).join(', ')})` : '',
  ].filter((part) => part !== '');
  return parts.length > 0 ? parts.join('; ') : undefined;
}

export function deleteVersion(engine: EngineContext, { ref, force, note }: Asked & { readonly force: boolean }): Holders {
  return engine.registry.write(engine.actor(), (tx) => {
    const target = exact(tx.read, engine, ref, 'Deleting');
    const held = holdersOf(tx.read, target);
    if (held.deleted) return held;
    const guarded = tx.read.protectedAliases();
    const inModel = held.links.find((link) => link.aliases.some((alias) => guarded.has(alias)));
    if (inModel) throw new CairnError('held', `Deleting ${held.ref} failed: it is ${inModel.ref}, which ${inModel.aliases.filter((alias) => guarded.has(alias)).join(', ')} names. Move that alias first.`, { holders: held });
    const why = inTheWay(held);
    if (why !== undefined && !force) throw new CairnError('held', `Deleting ${held.ref} failed: ${why}. Say --force to delete it all the same; it can be restored.`, { holders: held });
    releaseAliases(tx, target.collection, target.version, `Deleting ${held.ref}`, force, note);
    const subject = { kind: 'version', id: target.version } as const;
    tx.append({ kind: 'delete', body: { subject, ...(note ? { note } : {}) }, observed: [...tx.read.attachments(subject)] });
    return { ...held, deleted: true };
  });
}

export function restoreVersion(engine: EngineContext, { ref, note }: Asked): { ref: string } {
  return engine.registry.write(engine.actor(), (tx) => {
    const { version } = exact(tx.read, engine, ref, 'Restoring');
    const subject = { kind: 'version', id: version } as const;
    const deletes = tx.read.heads(subject, 'deleted').map((head) => head.hash);
    const deletion = tx.read.deletionOf(version);
    if (deletion) refuseExpired(tx, ref, deletion.at);
    if (deletes.length > 0) tx.append({ kind: 'restore', body: { subject, ...(note ? { note } : {}) }, observed: deletes });
    return { ref: tx.read.version(version)?.ref ?? ref };
  });
}
