// Projects of DVC with GTO's tags: versions with their own bytes and stages, references where the bytes are elsewhere, damage that is named.
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { compareVersions } from '../../../electron/engine/importers/gtoTags.js';
import { importEngine, takeIn } from '../../support/importWorld.js';
import { copyOfRuns } from '../../support/runFixtures.js';

it('registered versions are linked in their order, each with the bytes and numbers of its commit', async () => {
  const engine = await importEngine();
  const folder = copyOfRuns('dvc');
  const done = await takeIn(engine, folder);
  expect(done).toMatchObject({ runs: 2, links: 2, problems: [] });
  const { id } = await engine.client.registry.find({ collection: 'digits' });
  const model = engine.context.registry.read.collection(id);
  expect(model).toMatchObject({ form: 'registered', aliases: { 'v1.0.0': 'v0', 'v2.0.0': 'v1', prod: 'v1', staging: 'v1' } });
  expect(engine.context.registry.read.heads({ kind: 'collection', id }, 'card').map(({ value }) => value)).toEqual(['reads digits']);
  const [first, second] = done.taken;
  const versions = await Promise.all([first, second].map((run) => engine.client.versions.get({ ref: run?.versions.find(({ name }) => name === 'model')?.id ?? '' })));
  expect(versions.map(({ metrics }) => metrics['acc'])).toEqual([0.9, 0.99]);
  expect(versions.map(({ type }) => type)).toEqual(['model', 'model']);
  expect(versions[0]?.digest).not.toBe(versions[1]?.digest);
  const run = await engine.client.runs.get({ run: first?.run ?? '' });
  expect(run).toMatchObject({ timeless: false, config: { lr: 0.1 } });
  expect(run.git?.commit).toMatch(/^[0-9a-f]{40}$/);
  expect(new Date(run.started).getUTCFullYear()).toBe(2023);
  // Two of the three files of `data` have the same bytes, which DVC keeps once.
  const data = await engine.client.versions.get({ ref: first?.versions.find(({ name }) => name === 'data')?.id ?? '' });
  expect(data).toMatchObject({ type: 'dataset', files: 3 });
});

it('bytes that are only in the remote come as references with their MD5', async () => {
  const engine = await importEngine();
  const folder = copyOfRuns('dvc');
  rmSync(join(folder, '.dvc', 'cache'), { recursive: true });
  const done = await takeIn(engine, folder);
  const old = done.taken[0]?.versions.find(({ name }) => name === 'model');
  const version = old?.id ?? '';
  const { rows } = await engine.client.versions.files({ version });
  expect(rows).toMatchObject([{ path: 'model.pkl', uri: 's3://example-bucket/dvc/files/md5/ef/d019822b6c63e43c22af5db087249a', bytes: 29 }]);
  expect((await engine.client.versions.references({ version }))[0]?.recorded).toEqual({ size: 29, etag: 'efd019822b6c63e43c22af5db087249a' });
  expect(done.taken[1]?.versions.map(({ name }) => name).sort()).toEqual(['data', 'model']);
});

it('without git the folder is one run; a project that has changed since is another', async () => {
  const engine = await importEngine();
  const folder = copyOfRuns('dvc');
  rmSync(join(folder, '.git'), { recursive: true });
  expect(await takeIn(engine, folder)).toMatchObject({ runs: 1, rows: 5, versions: 2, links: 0, problems: [] });
  expect(await takeIn(engine, folder)).toMatchObject({ runs: 0, rows: 0, known: 1 });
  writeFileSync(join(folder, 'metrics.json'), '{"acc": 0.5}');
  expect(await takeIn(engine, folder)).toMatchObject({ runs: 1 });
});

it('a repository that git cannot read is named, and the folder comes in', async () => {
  const folder = copyOfRuns('dvc');
  const packs = join(folder, '.git', 'objects', 'pack');
  for (const name of readdirSync(packs)) writeFileSync(join(packs, name), 'damaged');
  expect(existsSync(join(packs, readdirSync(packs)[0] ?? ''))).toBe(true);
  const { runs, problems } = await (await importEngine()).client.imports.preview({ source: { paths: [folder] } });
  expect(runs).toHaveLength(1);
  expect(problems.length).toBeGreaterThan(0);
  expect(problems.every(({ path }) => path.startsWith('.git'))).toBe(true);
});

it('versions are in the order of their numbers', () => {
  expect(['v10.0.0', 'v2.0.0', 'v2.0.0-rc1', 'v2.1.0'].sort(compareVersions)).toEqual(['v2.0.0-rc1', 'v2.0.0', 'v2.1.0', 'v10.0.0']);
});
