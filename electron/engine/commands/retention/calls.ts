// retention.*: each call of the contract and what answers it.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { DeletedVersion, Removal } from '../../../../shared/contract/retention.js';
import type { Subject } from '../../domain/ops.js';
import { os, type EngineContext } from '../context.js';
import { writeField } from '../registry/models.js';
import { collectionNamed } from '../registry/places.js';
import { subjectNamed } from '../registry/subjects.js';
import { planOf, RETENTION_SETTING, retentionDays, until } from './plan.js';
import { removeVersions, undoRemoval, type RemoveInput } from './run.js';

function setDays(engine: EngineContext, days: number): { days: number } {
  engine.registry.write(engine.actor(), (tx) => {
    const { scope, key } = RETENTION_SETTING;
    if (retentionDays(tx.read) !== days) tx.append({ kind: 'setting', body: { scope, key, value: days }, observed: [...tx.read.settingHeads(scope, key)] });
  });
  return { days: retentionDays(engine.registry.read) };
}

interface Which {
  readonly what: 'version' | 'collection';
  readonly ref: string;
}

const daysOf = (engine: EngineContext, subject: Subject): number | null => {
  const value = engine.registry.read.heads(subject, 'ttl')[0]?.value;
  return typeof value === 'number' && value > 0 ? value : null;
};

function setTtl(engine: EngineContext, input: Which & { readonly days: number | null }): { days: number | null; changed: boolean } {
  return engine.registry.write(engine.actor(), (tx) => {
    const { subject, name } = subjectNamed(tx.read, engine, input);
    if (subject.kind === 'collection' && tx.read.collection(subject.id)?.form === 'registered') throw new CairnError('invalid_input', `Setting a time to live failed: ${name} is a registered model, whose versions are links. Set it on the artifact they were logged to.`, { ref: input.ref });
    const heads = tx.read.heads(subject, 'ttl');
    const same = (heads[0]?.value ?? null) === input.days && heads.length <= 1;
    if (!same) writeField(tx, subject, 'ttl', input.days);
    return { days: input.days, changed: !same };
  });
}

function ttl(engine: EngineContext, input: Which): { days: number | null; from: 'version' | 'collection' | null; expires: number | null } {
  const { read } = engine.registry;
  const { subject } = subjectNamed(read, engine, input);
  const own = daysOf(engine, subject);
  if (subject.kind !== 'version') return { days: own, from: own === null ? null : 'collection', expires: null };
  const version = read.version(subject.id);
  const days = own ?? (version ? daysOf(engine, { kind: 'collection', id: version.collection }) : null);
  return { days, from: own !== null ? 'version' : days !== null ? 'collection' : null, expires: days === null || !version ? null : version.created + days * 86_400_000 };
}

function run(engine: EngineContext, input: Omit<RemoveInput, 'collection'> & { readonly collection: string }) {
  const batch = Buffer.from(engine.ports.random.bytes(8)).toString('hex');
  return engine.registry.write(engine.actor(), (tx) => {
    const done = removeVersions(tx, { ...input, collection: collectionNamed(tx.read, engine, input.collection) }, batch);
    return { ...done, skipped: [...done.skipped] };
  });
}

function removals(engine: EngineContext, limit: number): Removal[] {
  const { read } = engine.registry;
  return read.removals(limit).map(({ versions, ...each }) => ({ ...each, versions: versions.length, deleted: versions.filter((id) => read.version(id)?.deleted).length, until: until(read, each.at) }));
}

function deleted(engine: EngineContext, { collection, limit }: { readonly collection?: string | undefined; readonly limit: number }): DeletedVersion[] {
  const { read } = engine.registry;
  const now = engine.ports.clock.now();
  return read.deletions(collection === undefined ? undefined : collectionNamed(read, engine, collection), limit).flatMap(({ version: id, at, actor, note }) => {
    const version = read.version(id);
    const end = until(read, at);
    return version ? [{ id, ref: version.ref, at, actor, note, bytes: version.bytes, until: end, restorable: now <= end }] : [];
  });
}

const { retention } = os;

export const retentionCommands = {
  settings: retention.settings.handler(({ context: { engine } }) => ({ days: retentionDays(engine.registry.read) })),
  setSettings: retention.setSettings.handler(({ input, context: { engine } }) => setDays(engine, input.days)),
  setTtl: retention.setTtl.handler(({ input, context: { engine } }) => setTtl(engine, input)),
  ttl: retention.ttl.handler(({ input, context: { engine } }) => ttl(engine, input)),
  preview: retention.preview.handler(({ input, context: { engine } }) => planOf(engine.registry.read, collectionNamed(engine.registry.read, engine, input.collection), input.rule, engine.ports.clock.now())),
  run: retention.run.handler(({ input, context: { engine } }) => run(engine, input)),
  undo: retention.undo.handler(({ input, context: { engine } }) => ({ restored: engine.registry.write(engine.actor(), (tx) => undoRemoval(tx, input.batch)) })),
  removals: retention.removals.handler(({ input, context: { engine } }) => removals(engine, input.limit)),
  deleted: retention.deleted.handler(({ input, context: { engine } }) => deleted(engine, input)),
};
