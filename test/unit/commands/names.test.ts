// What a name leads to when something is logged under it: after a rename, a delete, beside a model, and typed in other forms.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { collectionId, entityId, projectId } from '../../../electron/engine/domain/ids.js';
import { createEngine, type Engine } from '../../../electron/engine/index.js';
import type { WriteTx } from '../../../electron/engine/store/types.js';
import type { LogInput } from '../../../shared/contract/ingest.js';
import { buildWorker } from '../../support/buildWorker.js';
import { noSecrets, silentLogger, systemClock, systemRandom } from '../../support/ports.js';
import { tempFolder } from '../../support/tempFolder.js';

const OTHER = { name: 'Somebody else' };
let engine: Engine | undefined;
let folder: string;

async function open(): Promise<Engine> {
  const ports = { clock: systemClock, random: systemRandom, secrets: noSecrets, logger: silentLogger, grants: { paths: () => undefined } };
  return createEngine({ dataRoot: join(folder, 'home'), workerFile: await buildWorker(), door: 'cli' }, ports);
}

beforeEach(() => {
  folder = tempFolder();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await engine?.close();
  engine = undefined;
});

async function log(input: Partial<LogInput> & { name: string }, bytes = 'hello'): Promise<{ id: string; ref: string; collection: string; project: string }> {
  const path = join(folder, 'model.bin');
  writeFileSync(path, bytes);
  engine ??= await open();
  for await (const event of await engine.client.ingest.log({ source: { paths: [path] }, ...input })) if (event.event === 'done') return event.version;
  throw new Error('not logged');
}

function places(): { entity: string; project: string; write: (work: (tx: WriteTx) => void) => void } {
  const { registry, where } = (engine as Engine).context;
  const entity = entityId(registry.id, where().entity);
  return { entity, project: projectId(entity, where().project), write: (work) => registry.write(OTHER, work) };
}

describe('logging to a name', () => {
  it('that two had goes to its holder once the other was renamed', async () => {
    const first = await log({ name: 'old' });
    const { project, write } = places();
    const second = await log({ name: 'shared' });
    const nameHeads = (tx: WriteTx, id: string): string[] => tx.read.heads({ kind: 'collection', id }, 'name').map((head) => head.hash);
    write((tx) => tx.append({ kind: 'collection.rename', body: { collection: first.collection, name: 'shared' }, observed: nameHeads(tx, first.collection) }));
    await expect(log({ name: 'shared' })).rejects.toMatchObject({ code: 'ambiguous' });
    expect(await engine?.client.ingest.checkName({ name: 'shared' })).toMatchObject({ valid: false });
    write((tx) => tx.append({ kind: 'collection.rename', body: { collection: first.collection, name: 'other' }, observed: nameHeads(tx, first.collection) }));
    expect(await engine?.client.ingest.checkName({ name: 'shared' })).toMatchObject({ valid: true, collection: { id: second.collection } });
    expect((await log({ name: 'shared' }, 'more')).collection).toBe(second.collection);
    expect(engine?.context.registry.read.collectionsByName(project, 'shared')).toHaveLength(2);
  });

  it('of a registered model of the entity is refused, and points to it', async () => {
    await log({ name: 'other' });
    const { entity, write } = places();
    const models = projectId(entity, 'model-registry');
    const model = collectionId(models, 'ranker');
    write((tx) => {
      tx.append({ kind: 'project.create', body: { project: models, entity, name: 'model-registry' } });
      tx.append({ kind: 'collection.create', body: { collection: model, project: models, name: 'ranker', type: 'model', form: 'registered' } });
    });
    expect(await engine?.client.ingest.checkName({ name: 'Ranker' })).toMatchObject({ valid: false });
    await expect(log({ name: 'Ranker' })).rejects.toMatchObject({ code: 'name_taken', details: { holder: model } });
  });

  it('of a deleted project brings the project back', async () => {
    await log({ name: 'model' });
    const { entity, project, write } = places();
    write((tx) => tx.append({ kind: 'delete', body: { subject: { kind: 'project', id: project } }, observed: [] }));
    expect(engine?.context.registry.read.projectByName(entity, 'default')).toBeUndefined();
    await log({ name: 'model' }, 'more');
    expect(engine?.context.registry.read.projectByName(entity, 'default')).toEqual({ id: project, name: 'default' });
  });
});

it('of a deleted artifact brings it back as what it was, without writing over it', async () => {
  const { collection } = await log({ name: 'model' });
  const { write } = places();
  const subject = { kind: 'collection' as const, id: collection };
  const remove = (): void => write((tx) => tx.append({ kind: 'delete', body: { subject }, observed: [...tx.read.attachments(subject)] }));
  const listed = (): number | undefined => engine?.context.registry.read.scopePage('collections', null, 10, '').items.length;
  remove();
  expect(listed()).toBe(0);
  await expect(log({ name: 'model', type: 'dataset' })).rejects.toMatchObject({ code: 'name_taken' });
  await log({ name: 'model' }, 'more');
  expect(listed()).toBe(1);
  expect(engine?.context.registry.read.heads(subject, 'type')).toHaveLength(1);
});

it('finds an alias that was typed in decomposed letters', async () => {
  const { id } = await log({ name: 'model', aliases: ['pre\u0301fe\u0301re\u0301'] });
  for (const form of ['NFC', 'NFD'] as const) expect((await engine?.client.versions.get({ ref: `model:${'préféré'.normalize(form)}` }))?.id).toBe(id);
});

it('takes CAIRN_PROJECT only where it is a name', async () => {
  vi.stubEnv('CAIRN_PROJECT', '');
  expect((await log({ name: 'model' })).project).toBe('default');
  vi.stubEnv('CAIRN_PROJECT', 'a/b');
  await expect(log({ name: 'model' })).rejects.toMatchObject({ code: 'invalid_name' });
});
