// Which things an op is about, and whether lists show it by itself.
import type { Op } from './ops.js';

export interface OpPlace {
  /** Id of the thing the op is about. */
  readonly subject: string | null;
  /** Id of the thing around it, whose history shows the op as well. */
  readonly parent: string | null;
  /** Left out of lists, because another line says the same. */
  readonly quiet: boolean;
}

const QUIET = new Set(['version', 'number', 'facts', 'metrics', 'history.part', 'device', 'collection.synonym', 'alias.propose']);

const PLACES: Readonly<Record<string, readonly [subject: string, parent?: string]>> = {
  'entity.create': ['entity'],
  'entity.rename': ['entity'],
  'entity.move': ['entity'],
  'project.create': ['project', 'entity'],
  'project.rename': ['project'],
  'project.move': ['project', 'entity'],
  'collection.create': ['collection', 'project'],
  'collection.rename': ['collection'],
  'collection.move': ['collection', 'project'],
  'collection.synonym': ['collection'],
  'run.start': ['run', 'project'],
  'run.update': ['run'],
  'run.finish': ['run'],
  'run.resume': ['run'],
  'history.part': ['run'],
  version: ['version', 'collection'],
  log: ['version', 'collection'],
  use: ['version', 'run'],
  number: ['version', 'collection'],
  signature: ['version', 'collection'],
  link: ['version', 'model'],
  unlink: ['version', 'model'],
  'alias.move': ['target', 'collection'],
  'alias.remove': ['collection'],
  report: ['report'],
};

const idIn = (body: Op['body'], field: string | undefined): string | null => {
  const value = field === undefined ? undefined : body[field];
  return typeof value === 'string' ? value : null;
};

/** Where an op shows up. An unknown kind is about nothing in particular, and shown. */
export function placeOf(op: Op): OpPlace {
  const place = PLACES[op.kind];
  if (place) {
    const oneShot = op.kind === 'run.start' && op.body['oneShot'] === true;
    return { subject: idIn(op.body, place[0]), parent: idIn(op.body, place[1]), quiet: QUIET.has(op.kind) || oneShot };
  }
  // A policy is of an alias of a collection: `<collection>:<alias>`.
  const [of = ''] = (idIn(op.body, op.kind === 'policy' ? 'policy' : undefined) ?? '').split(':');
  if (of !== '') return { subject: of, parent: null, quiet: false };
  const subject = op.body['subject'];
  const id = subject !== null && typeof subject === 'object' && !Array.isArray(subject) ? subject['id'] : undefined;
  return { subject: typeof id === 'string' ? id : null, parent: null, quiet: QUIET.has(op.kind) };
}
