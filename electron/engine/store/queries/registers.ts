// The ops that a write replaces now: what goes into its `observed`.
import type { JsonValue } from '../../../../shared/contract/primitives.js';
import { describedField, subjectKey, tagsKey } from '../../domain/fold.js';
import type { Subject } from '../../domain/ops.js';
import { standingOf } from '../aliasMoves.js';
import type { Db } from '../database.js';
import { readHeads } from '../registers.js';

/** Fields that the kinds of a thing write themselves; any other is one that people describe. */
const OWN_FIELDS: Readonly<Partial<Record<Subject['kind'], RegExp>>> = {
  entity: /^(name|form|movedTo|deleted)$/,
  project: /^(name|entity|deleted)$/,
  collection: /^(name|project|type|form|deleted)$/,
  version: /^deleted$/,
  link: /^(live|deleted)$/,
  run: /^(config\..+|summary\..+|name|notes|group|jobType|git|environment|state|deleted)$/s,
};

export function fieldHeads(db: Db, subject: Subject, field: string): readonly { readonly hash: string; readonly value: JsonValue }[] {
  const stored = OWN_FIELDS[subject.kind]?.test(field) ? field : describedField(field);
  return (readHeads(db, subjectKey(subject)).get(stored) ?? []).map((head) => ({ hash: head.id, value: head.value }));
}

export function aliasHeads(db: Db, collection: string, alias: string): readonly { readonly hash: string; readonly target: string | null }[] {
  return standingOf(db, collection, alias).heads.map((head) => ({ hash: head.id, target: typeof head.value === 'string' ? head.value : null }));
}

export function tagHeads(db: Db, subject: Subject, tag: string): readonly string[] {
  return (readHeads(db, tagsKey(subject)).get(tag) ?? []).map((head) => head.id);
}
