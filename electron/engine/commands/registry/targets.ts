// From a reference to what an alias, a link or a delete is about: a version of a collection, or a link of a model.
import { CairnError } from '../../../../shared/contract/errors.js';
import { linkId } from '../../domain/ids.js';
import type { Queries } from '../../store/queries/types.js';
import type { EngineContext } from '../context.js';

export interface Target {
  /** The collection or model the reference went through. */
  readonly collection: string;
  /** What an alias there points at: the version, or its link. */
  readonly target: string;
  readonly version: string;
  readonly link: string | null;
}

export function targetNamed(read: Queries, engine: EngineContext, ref: string): Target {
  const { version, collection, link } = read.resolveText(ref, engine.where());
  return { collection, target: link ?? version, version, link };
}

/** The same version as it is in `within`: itself, or its live link there. @throws CairnError invalid_input when it is not in it */
export function targetWithin(read: Queries, engine: EngineContext, ref: string, within: string): Target {
  const found = targetNamed(read, engine, ref);
  if (found.collection === within) return found;
  const link = linkId(within, found.version);
  if (read.link(link)?.live) return { collection: within, target: link, version: found.version, link };
  if (read.version(found.version)?.collection === within) return { collection: within, target: found.version, version: found.version, link: null };
  const name = read.collection(within)?.name ?? within;
  const other = read.collection(found.collection)?.name ?? found.collection;
  throw new CairnError('invalid_input', `${ref} is a version of ${other}, not of ${name}; an alias stays inside one. Link the version to ${name} first, or name one of its own.`, { ref, collection: within });
}
