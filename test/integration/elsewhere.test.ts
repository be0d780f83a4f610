// What another device logged is had here in all its parts: its code, its changes, its weights, and a bundle of it.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import type { Exported } from '../../shared/contract/bundles.js';
import type { WeightsEvent } from '../../shared/contract/compare.js';
import { safetensorsBytes } from '../fixtures/safetensors.js';
import { createEngineWorld, failureOf, type EngineWorld } from '../support/engineWorld.js';
import { joinedWorlds } from '../support/joinedWorlds.js';
import { tempFolder } from '../support/tempFolder.js';

const joined = joinedWorlds();
const SCRIPT = 'print(2)\n';

/** Logs `name` from a repository with an uncommitted change, and syncs. */
async function logWithCode(w: EngineWorld, name: string): Promise<void> {
  const folder = w.at(`${name}-code`);
  mkdirSync(folder);
  const git = (...args: string[]): unknown => execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: folder, stdio: 'pipe' });
  git('init', '-q');
  writeFileSync(join(folder, 'train.py'), 'print(1)\n');
  git('add', '-A');
  git('commit', '-q', '-m', 'x');
  writeFileSync(join(folder, 'train.py'), SCRIPT);
  const { id } = await w.engine.client.runs.start({ key: name, code: { paths: [folder] } });
  await w.log([w.put(`${name}.bin`, name)], { name, run: id });
  await w.engine.client.sync.now({});
}

async function exported(w: EngineWorld, ref: string, path: string): Promise<Exported> {
  for await (const event of await w.engine.client.bundles.export({ of: { ref }, target: { paths: [path] } })) if (event.event === 'exported') return event.exported;
  throw new Error('It ended early');
}

it('code that another device captured is known after a sync, and fetched to be shown and restored', async () => {
  const remote = tempFolder();
  const a = await joined(remote);
  await logWithCode(a, 'coded');
  const { client } = (await joined(remote)).engine;
  const of = { ref: 'coded:v0' };
  await vi.waitFor(async () => expect(await client.code.get(of)).toMatchObject({ restores: 'exactly', diff: null, diffKept: true }), { timeout: 20_000, interval: 50 });
  expect((await client.code.diff({ of })).patch).toContain('+print(2)');
  const target = join(tempFolder(), 'code');
  expect(await client.code.restore({ of, target: { path: target } })).toMatchObject({ exact: true });
  expect(readFileSync(join(target, 'train.py'), 'utf8')).toBe(SCRIPT);
}, 60_000);

it('a bundle takes along the code that another device captured, and names what cannot be had', async () => {
  const remote = tempFolder();
  const a = await joined(remote);
  await logWithCode(a, 'coded');
  const b = await joined(remote);
  expect((await exported(b, 'coded:v0', b.at('coded.cairn'))).missing).toEqual([]);
  const c = await createEngineWorld();
  try {
    for await (const _event of await c.engine.client.bundles.import({ source: { paths: [b.at('coded.cairn')] } }));
    expect(await c.engine.client.code.restore({ of: { ref: 'coded:v0' }, target: { path: c.at('code') } })).toMatchObject({ exact: true });
  } finally {
    await c.end();
  }
  const d = await joined(remote);
  await d.use('coded:v0', d.at('out'));
  rmSync(join(remote, 'chunks'), { recursive: true });
  mkdirSync(join(remote, 'chunks'));
  expect((await exported(d, 'coded:v0', d.at('coded.cairn'))).missing).toEqual(['code']);
  const error = await failureOf(d.engine.client.code.restore({ of: { ref: 'coded:v0' }, target: { path: d.at('code') } }));
  expect([error.code, error.message]).toEqual(['offline', expect.stringContaining('cairn verify --remote')]);
}, 60_000);

it('weights of versions that are online only are fetched to be compared', async () => {
  const remote = tempFolder();
  const a = await joined(remote);
  for (const fill of [1, 2]) await a.log([a.put(`${fill}/m.safetensors`, safetensorsBytes({ w: { dtype: 'F32', shape: [2], data: Buffer.alloc(8, fill) } }))], { name: 'net' });
  await a.engine.client.sync.now({});
  const b = await joined(remote);
  const of = { before: { ref: 'net:v0' }, after: { ref: 'net:v1' } };
  let done: WeightsEvent | undefined;
  for await (const event of await b.engine.client.compare.weights(of)) done = event;
  expect(done).toMatchObject({ event: 'done', summary: { changed: 1, unread: 0 } });
  expect((await b.engine.client.compare.histogram({ ...of, tensor: 'w' })).name).toBe('w');
}, 60_000);
