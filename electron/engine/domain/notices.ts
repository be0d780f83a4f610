// Notices: what others did to what one follows. Which ops tell of what, who is another, and how it is said.
import type { NoticeKind } from '../../../shared/contract/notices.js';
import type { Actor, JsonValue } from '../../../shared/contract/primitives.js';
import type { Op } from './ops.js';
import type { Names } from './sentences.js';

/** Kinds of ops that make one take part in something, or that tell those who follow it. */
export const NOTICED_KINDS = ['collection.create', 'log', 'link', 'unlink', 'alias.move', 'alias.remove', 'alias.sequence', 'delete'] as const;

const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');

/** By e-mail where both have one; a name alone tells people apart who have none. */
export function samePerson(a: Actor, b: Actor): boolean {
  if (a.email !== undefined || b.email !== undefined) return a.email?.toLowerCase() === b.email?.toLowerCase();
  return a.name === b.name;
}

/** The collection or model in whose history an op makes its actor take part: made, logged to, linked to, an alias of it moved. */
export function takesPartIn({ kind, body }: Op): string | undefined {
  switch (kind) {
    case 'collection.create':
    case 'log':
    case 'alias.move':
    case 'alias.remove':
      return text(body['collection']) || undefined;
    case 'link':
      return text(body['model']) || undefined;
    default:
      return undefined;
  }
}

export interface Happening {
  readonly kind: NoticeKind;
  /** The collection or model whose followers hear of it. */
  readonly collection: string;
}

function deletion({ body }: Op, collectionOf: (version: string) => string | undefined): Happening | undefined {
  const subject = body['subject'];
  const { kind, id } = subject !== null && typeof subject === 'object' && !Array.isArray(subject) ? subject : {};
  const collection = kind === 'collection' ? text(id) : kind === 'version' ? collectionOf(text(id)) : undefined;
  return collection ? { kind: 'deleted', collection } : undefined;
}

/** What an op, told as the move it carries, says to those who follow; undefined where it is no news. `contested`: the move left its alias so. */
export function happeningOf(op: Op, collectionOf: (version: string) => string | undefined, contested: boolean): Happening | undefined {
  const { kind, body } = op;
  switch (kind) {
    case 'alias.move':
    case 'alias.remove':
      return { kind: contested ? 'contested' : kind === 'alias.move' ? 'moved' : 'removed', collection: text(body['collection']) };
    case 'link':
    case 'unlink':
      return { kind: kind === 'link' ? 'linked' : 'unlinked', collection: text(body['model']) };
    case 'log':
      return { kind: 'logged', collection: text(body['collection']) };
    case 'delete':
      return deletion(op, collectionOf);
    default:
      return undefined;
  }
}

/** `production of Support LLM moved to v4` */
export function noticeTitle({ kind, collection }: Happening, { body }: Op, names: Names): string {
  const name = names.collection(collection);
  const alias = `${text(body['alias'])} of ${name}`;
  const version = (): string => names.version(text(body['version']));
  switch (kind) {
    case 'moved':
      return `${alias} moved to ${names.label(text(body['target']))}`;
    case 'removed':
      return `${alias} was removed`;
    case 'contested':
      return `${alias} is contested`;
    case 'linked':
      return `${version()} was linked to ${name}`;
    case 'unlinked':
      return `${version()} was unlinked from ${name}`;
    case 'logged':
      return `${version()} was logged`;
    case 'deleted': {
      const subject = body['subject'];
      const { kind: what, id } = subject !== null && typeof subject === 'object' && !Array.isArray(subject) ? subject : {};
      return `${what === 'version' ? names.version(text(id)) : name} was deleted`;
    }
  }
}

/** Of so many things at once the system is told one by one. */
const ONE_BY_ONE = 3;
/** Of so many changes to one thing the titles are listed. */
const LISTED = 4;

export interface Told {
  readonly id: string;
  readonly title: string;
  readonly actor: string;
  readonly collection: { readonly id: string; readonly name: string };
}

export interface Batch {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  /** What a click opens; undefined: the list of notices. */
  readonly collection: string | undefined;
}

/** What arrived together as few notices of the system: one of each thing, one in all where it is many things. */
export function inBatches(told: readonly Told[]): Batch[] {
  const things = new Map<string, Told[]>();
  for (const each of told) things.set(each.collection.id, [...(things.get(each.collection.id) ?? []), each]);
  const [first] = told;
  if (first && things.size > ONE_BY_ONE) return [{ id: first.id, title: `${told.length} changes in ${things.size} things you follow`, body: [...things.values()].map(([each]) => each?.collection.name).slice(0, LISTED).join(', '), collection: undefined }];
  return [...things.values()].flatMap((events) => {
    const [one] = events;
    if (!one) return [];
    const { collection } = one;
    if (events.length === 1) return [{ id: one.id, title: one.title, body: `By ${one.actor}`, collection: collection.id }];
    return [{ id: one.id, title: `${events.length} changes in ${collection.name}`, body: events.slice(0, LISTED).map(({ title }) => title).join('\n'), collection: collection.id }];
  });
}
