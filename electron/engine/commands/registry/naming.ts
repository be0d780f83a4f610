// Order in the house: renaming and moving. What had a name once is found under it for ever.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { SubjectInput } from '../../../../shared/contract/registry.js';
import { foldName } from '../../domain/foldName.js';
import type { Subject } from '../../domain/ops.js';
import { MODEL_PROJECT } from '../../store/resolve.js';
import type { WriteTx } from '../../store/types.js';
import type { EngineContext } from '../context.js';
import { ensureEntity, ensureProject, placeOf, refuseTaken } from './places.js';
import { subjectNamed } from './subjects.js';

interface Change {
  readonly from: string;
  readonly to: string;
}

const observedBy = (tx: WriteTx, subject: Subject, field: string): string[] => tx.read.heads(subject, field).map((head) => head.hash);

function refuseModelProject(name: string, what: string): void {
  if (foldName(name) === foldName(MODEL_PROJECT)) throw new CairnError('invalid_input', `${what} failed: "${MODEL_PROJECT}" is the project in which every entity keeps its registered models.`, { project: MODEL_PROJECT });
}

function refuseOther(found: { readonly id: string; readonly name: string } | undefined, own: string, what: string, name: string): void {
  if (found && found.id !== own) throw new CairnError('name_taken', `${what} "${name}" failed: ${found.name} has or had that name. Choose another name.`, { name, holder: found.id });
}

export function rename(engine: EngineContext, input: SubjectInput & { readonly name: string }): Change {
  const name = input.name.normalize('NFC');
  return engine.registry.write(engine.actor(), (tx): Change => {
    const { subject, name: from } = subjectNamed(tx.read, engine, input);
    if (from === name) return { from, to: name };
    const { id } = subject;
    const observed = observedBy(tx, subject, 'name');
    switch (input.what) {
      case 'collection': {
        const place = tx.read.projectOf(id);
        const form = tx.read.collection(id)?.form ?? 'artifact';
        if (place) refuseTaken(tx.read, `Renaming ${from} to`, place, name, form, id);
        tx.append({ kind: 'collection.rename', body: { collection: id, name }, observed });
        return { from, to: name };
      }
      case 'project': {
        refuseModelProject(from, `Renaming ${from}`);
        refuseModelProject(name, `Renaming ${from} to ${name}`);
        const entity = tx.read.heads(subject, 'entity')[0]?.value;
        if (typeof entity === 'string') refuseOther(tx.read.projectByName(entity, name), id, `Renaming ${from} to`, name);
        tx.append({ kind: 'project.rename', body: { project: id, name }, observed });
        return { from, to: name };
      }
      default:
        refuseOther(tx.read.entityByName(name), id, `Renaming ${from} to`, name);
        tx.append({ kind: 'entity.rename', body: { entity: id, name }, observed });
        return { from, to: name };
    }
  });
}

function moveCollection(tx: WriteTx, engine: EngineContext, id: string, name: string, to: string): Change {
  const parts = to.split('/');
  if (parts.length > 2 || parts.includes('')) throw new CairnError('invalid_reference', `"${to}" is no project. Write [entity/]project.`, { to });
  const row = tx.read.collection(id);
  const from = `${row?.entity ?? ''}/${row?.project ?? ''}`;
  const projectName = parts.pop() ?? '';
  const entityName = parts[0] ?? engine.where().entity;
  const form = row?.form ?? 'artifact';
  if ((form === 'registered') !== (foldName(projectName) === foldName(MODEL_PROJECT))) {
    const where = form === 'registered' ? `a registered model stays in a project "${MODEL_PROJECT}"; move it to ENTITY/${MODEL_PROJECT}` : `the project "${MODEL_PROJECT}" holds registered models only`;
    throw new CairnError('invalid_input', `Moving ${name} to ${to} failed: ${where}.`, { to });
  }
  const owners = ensureProject(tx, placeOf(engine), entityName, projectName);
  const result = { from, to: `${entityName}/${projectName}` };
  if (tx.read.projectOf(id)?.project === owners.project) return result;
  refuseTaken(tx.read, `Moving to ${to}`, owners, name, form, id);
  tx.append({ kind: 'collection.move', body: { collection: id, project: owners.project }, observed: observedBy(tx, { kind: 'collection', id }, 'project') });
  return result;
}

function moveProject(tx: WriteTx, engine: EngineContext, id: string, name: string, to: string): Change {
  refuseModelProject(name, `Moving ${name}`);
  const subject = { kind: 'project', id } as const;
  const entity = ensureEntity(tx, placeOf(engine), to);
  const before = tx.read.heads(subject, 'entity')[0]?.value;
  const result = { from: name, to: `${to}/${name}` };
  if (before === entity) return result;
  refuseOther(tx.read.projectByName(entity, name), id, `Moving to ${to}`, name);
  tx.append({ kind: 'project.move', body: { project: id, entity }, observed: observedBy(tx, subject, 'entity') });
  return result;
}

export function move(engine: EngineContext, input: SubjectInput & { readonly to: string }): Change {
  return engine.registry.write(engine.actor(), (tx) => {
    const { subject, name } = subjectNamed(tx.read, engine, input);
    return input.what === 'project' ? moveProject(tx, engine, subject.id, name, input.to) : moveCollection(tx, engine, subject.id, name, input.to);
  });
}
