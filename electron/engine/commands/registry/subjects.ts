// The thing that a subject input means, and what to call it.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { SubjectInput } from '../../../../shared/contract/registry.js';
import type { Subject } from '../../domain/ops.js';
import type { Queries } from '../../store/queries/types.js';
import type { EngineContext } from '../context.js';
import { collectionNamed } from './places.js';
import { targetNamed } from './targets.js';

export interface NamedSubject {
  readonly subject: Subject;
  readonly name: string;
}

function notFound(what: string, ref: string): never {
  throw new CairnError('not_found', `There is no ${what} "${ref}".`, { ref });
}

function project(read: Queries, engine: EngineContext, ref: string): NamedSubject {
  const parts = ref.split('/');
  const name = parts.pop() ?? '';
  if (parts.length > 1) throw new CairnError('invalid_reference', `"${ref}" is no project. Write [entity/]project.`, { ref });
  const entity = read.entityByName(parts[0] ?? engine.where().entity);
  const found = entity && read.projectByName(entity.id, name);
  return found ? { subject: { kind: 'project', id: found.id }, name: found.name } : notFound('project', ref);
}

/** @throws CairnError not_found, ambiguous, invalid_reference */
export function subjectNamed(read: Queries, engine: EngineContext, { what, ref }: SubjectInput): NamedSubject {
  switch (what) {
    case 'version': {
      const { version } = targetNamed(read, engine, ref);
      return { subject: { kind: 'version', id: version }, name: read.version(version)?.ref ?? ref };
    }
    case 'collection': {
      const id = collectionNamed(read, engine, ref);
      return { subject: { kind: 'collection', id }, name: read.collection(id)?.name ?? ref };
    }
    case 'project':
      return project(read, engine, ref);
    case 'entity': {
      const found = read.entityByName(ref);
      return found ? { subject: { kind: 'entity', id: found.id }, name: found.name } : notFound('person or team', ref);
    }
  }
}
