// Rows that ops of other devices left: whatever a body in form may hold, pages stay readable and files stay in their folder.
import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { canonicalManifest } from '../../../electron/engine/domain/manifest.js';
import { collectionId, entityId, projectId, runId, versionId } from '../../../electron/engine/domain/ids.js';
import { createEngine, type Engine } from '../../../electron/engine/index.js';
import type { UseEvent } from '../../../shared/contract/versions.js';
import { safetensorsBytes } from '../../fixtures/safetensors.js';
import { buildWorker } from '../../support/buildWorker.js';
import { noSecrets, silentLogger, systemClock, systemRandom } from '../../support/ports.js';
import { tempFolder } from '../../support/tempFolder.js';

const OTHER = { name: 'Somebody else' };
let engine: Engine;
let folder: string;

beforeEach(async () => {
  folder = tempFolder();
  const ports = { clock: systemClock, random: systemRandom, secrets: noSecrets, logger: silentLogger, grants: { paths: () => undefined } };
  engine = await createEngine({ dataRoot: join(folder, 'home'), workerFile: await buildWorker(), door: 'cli' }, ports);
});
afterEach(() => engine.close());

async function logFile(name: string, bytes: Uint8Array | string = 'hello'): Promise<{ id: string; ref: string; digest: string; collection: string; run: { id: string } | null }> {
  const path = join(folder, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, bytes);
  for await (const event of await engine.client.ingest.log({ source: { paths: [path] }, name: 'model' })) if (event.event === 'done') return event.version;
  throw new Error('not logged');
}

async function use(ref: string): Promise<Extract<UseEvent, { event: 'done' }>['result']> {
  for await (const event of await engine.client.versions.use({ ref })) if (event.event === 'done') return event.result;
  throw new Error('not used');
}

it('keeps a checkout in its folder whatever an artifact is called', async () => {
  const logged = await logFile('a.bin');
  const { registry } = engine.context;
  const entity = entityId(registry.id, 'eve');
  const project = projectId(entity, 'default');
  const name = `..${sep}..${sep}..${sep}outside`;
  const collection = collectionId(project, name);
  const manifest = canonicalManifest(JSON.parse(registry.read.manifest(logged.digest) ?? '{}').files);
  const version = versionId(collection, manifest.digest);
  const run = runId(project, 'r');
  registry.write(OTHER, (tx) => {
    tx.append({ kind: 'entity.create', body: { entity, name: 'eve', form: 'person' } });
    tx.append({ kind: 'project.create', body: { project, entity, name: 'default' } });
    tx.append({ kind: 'collection.create', body: { collection, project, name, type: 'model', form: 'artifact' } });
    tx.append({ kind: 'run.start', body: { run, project, key: 'r', name: 'r', jobType: 'log' } });
    tx.append({ kind: 'version', body: { version, collection, digest: manifest.digest, bytes: 5, files: 1 } });
    tx.append({ kind: 'log', body: { version, collection, run } });
    tx.number(collection, version);
  });
  expect((await use(version)).path.startsWith(join(engine.context.dataRoot, 'checkouts') + sep)).toBe(true);
});

it('shows a version whose metadata was cleared and whose run has lost or odd git facts', async () => {
  const logged = await logFile('a.bin');
  const { registry } = engine.context;
  const run = logged.run?.id ?? '';
  for (const git of [null, 'main', { remote: 5, dirty: 'no' }]) {
    registry.write(OTHER, (tx) => {
      tx.append({ kind: 'run.update', body: { run, set: { git } }, observed: tx.read.heads({ kind: 'run', id: run }, 'git').map((head) => head.hash) });
      const subject = { kind: 'version' as const, id: logged.id };
      tx.append({ kind: 'describe', body: { subject, field: 'metadata', value: null }, observed: tx.read.heads(subject, 'metadata').map((head) => head.hash) });
    });
    expect(await engine.client.versions.get({ ref: logged.id })).toMatchObject({ git: null, metadata: {} });
  }
});

it('leaves out facts that it cannot read', async () => {
  const logged = await logFile('a.bin', 'no facts at all');
  const { registry } = engine.context;
  const blob = registry.read.versionBlobs([logged.id])[0]?.blob ?? '';
  registry.write(OTHER, (tx) => tx.append({ kind: 'facts', body: { blob, parser: 'later', parserVersion: 9, facts: blob } }));
  expect((await engine.client.versions.get({ ref: logged.id })).facts).toEqual([]);
  expect((await engine.client.versions.tensors({ version: logged.id })).rows).toEqual([]);
});

it('leaves out facts whose blob was damaged', async () => {
  const { digest, id } = await logFile('model.safetensors', safetensorsBytes({ a: { dtype: 'F32', shape: [1], data: Buffer.alloc(4) } }));
  const facts = engine.context.registry.read.versionDetail(id)?.facts[0]?.facts ?? '';
  const file = engine.context.cache.blobPath(facts);
  chmodSync(file, 0o600);
  writeFileSync(file, Buffer.alloc(statSync(file).size, 1));
  expect(await engine.client.versions.get({ ref: id })).toMatchObject({ digest, facts: [] });
});

it('proposes what sidecars say in numbers that JSON can carry, and nothing of the others', async () => {
  const folderOf = (name: string): string => join(folder, 'run', name);
  mkdirSync(join(folder, 'run'), { recursive: true });
  writeFileSync(folderOf('model.bin'), 'x');
  writeFileSync(folderOf('metrics.json'), '{"acc": 0.5, "loss": 1e999}');
  writeFileSync(folderOf('config.json'), '{"lr": 0.1, "clip": 1e999, "betas": [0.9, 1e999]}');
  expect((await engine.client.ingest.plan({ source: { paths: [join(folder, 'run')] } })).proposal).toMatchObject({ metrics: { acc: 0.5 }, config: { lr: 0.1 } });
});

it('logs a file that is called like something every object has', async () => {
  expect((await logFile('constructor')).ref).toBe('model:v0');
});
