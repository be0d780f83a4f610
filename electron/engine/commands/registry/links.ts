// Links: a version enters a registered model under a number of the model's own, and leaves it again.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { Linked } from '../../../../shared/contract/registry.js';
import { linkId } from '../../domain/ids.js';
import type { WriteTx } from '../../store/types.js';
import type { EngineContext } from '../context.js';
import { moveAlias } from './moveAlias.js';
import { collectionMade, ensureModel } from './places.js';
import { targetNamed } from './targets.js';
import { runNamed } from '../runNamed.js';

export interface LinkWish {
  readonly target: string;
  readonly aliases: readonly string[];
  readonly run?: string | undefined;
  readonly note?: string | undefined;
  /** Why aliases are to move against their policies. */
  readonly override?: string | undefined;
}

/** A version of one type does not fit a model of another. */
function refuseOtherType(ref: string, type: string, model: { readonly name: string; readonly type: string }): void {
  if (type === model.type) return;
  throw new CairnError('invalid_input', `Linking ${ref} to ${model.name} failed: it is of type "${type}", and the registered model takes "${model.type}". Link a ${model.type}, or log these files as one.`, { ref, type, expected: model.type });
}

/** Links a version inside a transaction. `ref` is how the caller named it. */
export function linkVersion(tx: WriteTx, engine: EngineContext, version: string, ref: string, wish: LinkWish): { readonly link: string; readonly createdModel: boolean; readonly isNew: boolean } {
  const source = tx.read.version(version);
  if (!source) throw new CairnError('not_found', `${ref} names a version that has not arrived on this device yet.`, { ref });
  if (source.deleted) throw new CairnError('invalid_input', `Linking ${ref} failed: that version is deleted. Restore it first: cairn restore-version ${ref}.`, { ref });
  const { model, created } = ensureModel(tx, engine, wish.target);
  const row = collectionMade(tx.read, model);
  refuseOtherType(ref, source.type, row);
  const link = linkId(model, version);
  const before = tx.read.link(link);
  const latest = tx.read.latestEdges(model);
  const live = tx.read.heads({ kind: 'link', id: link }, 'live');
  if (!live.some((head) => head.hash === latest[0])) {
    tx.append({ kind: 'link', body: { link, model, version, ...(wish.run === undefined ? {} : { run: runNamed(tx.read, engine.where(), wish.run, 'Linking').id }), ...(wish.note ? { note: wish.note } : {}) }, observed: latest });
    tx.number(model, link);
  }
  for (const alias of new Set(wish.aliases)) moveAlias(tx, { collection: model, alias, target: link, note: wish.note, override: wish.override });
  return { link, createdModel: created, isNew: before === undefined };
}

export function link(engine: EngineContext, ref: string, wish: LinkWish): Linked {
  return engine.registry.write(engine.actor(), (tx) => {
    const { version } = targetNamed(tx.read, engine, ref);
    const made = linkVersion(tx, engine, version, ref, wish);
    const item = tx.read.link(made.link);
    const source = tx.read.version(version);
    if (!item || !source) throw new CairnError('internal', `Linking ${ref}, the link was written and is not there.`);
    const detail = tx.read.versionDetail(version)?.links.find((each) => each.id === made.link);
    return {
      ...made,
      ref: item.ref,
      label: item.label,
      model: collectionMade(tx.read, item.model),
      source: { id: version, ref: source.ref, digest: source.digest },
      aliases: (detail?.aliases ?? []).map((alias) => alias.name),
    };
  });
}

/** Takes off every alias on a target, or refuses because one is protected or nothing said so. */
export function releaseAliases(tx: WriteTx, collection: string, target: string, what: string, force: boolean, note: string | undefined): void {
  const held = tx.read.aliasStates(collection).filter((state) => tx.read.keptByAlias(collection, state.alias).includes(target));
  const guarded = held.filter((state) => state.protected);
  const names = (states: typeof held): string => states.map((state) => state.alias).join(', ');
  if (guarded.length > 0) throw new CairnError('held', `${what} failed: the protected alias ${names(guarded)} is on it. Move or remove that first.`, { aliases: guarded.map((state) => state.alias) });
  if (held.length > 0 && !force) throw new CairnError('held', `${what} failed: the alias ${names(held)} is on it. Move it first, or say --force to take it off as well.`, { aliases: held.map((state) => state.alias) });
  for (const state of held) moveAlias(tx, { collection, alias: state.alias, target: null, note });
}

export function unlink(engine: EngineContext, { ref, force, note }: { readonly ref: string; readonly force: boolean; readonly note?: string | undefined }): { ref: string; source: string } {
  return engine.registry.write(engine.actor(), (tx) => {
    const { collection, link, version } = targetNamed(tx.read, engine, ref);
    if (link === null) {
      const models = (tx.read.versionDetail(version)?.links ?? []).map((each) => each.ref);
      throw new CairnError('invalid_input', `Unlinking ${ref} failed: it does not go through a registered model.${models.length > 0 ? ` Say one of: ${models.join(', ')}.` : ' It is linked to none.'}`, { ref, links: models });
    }
    const item = tx.read.link(link);
    const source = tx.read.version(version);
    releaseAliases(tx, collection, link, `Unlinking ${ref}`, force, note);
    tx.append({ kind: 'unlink', body: { link, model: collection, version, ...(note ? { note } : {}) }, observed: tx.read.heads({ kind: 'link', id: link }, 'live').map((head) => head.hash) });
    return { ref: item?.ref ?? ref, source: source?.ref ?? version };
  });
}
