// A folder that nobody said anything about, and that a program copies between computers without a mark that is known: whoever joins sees that
// it is not the disk that the others wrote to, and the registry has one device that gives its numbers, on all of them.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { createEngineWorld, type EngineWorld } from '../support/engineWorld.js';
import { tempFolder } from '../support/tempFolder.js';

const worlds: EngineWorld[] = [];
afterEach(async () => {
  for (const each of worlds.splice(0)) await each.end();
});

async function world(folder: string, query = ''): Promise<{ w: EngineWorld; mode: string; words: string }> {
  const w = await createEngineWorld();
  worlds.push(w);
  const { report } = await w.engine.client.remotes.add({ name: 'team', target: { url: `${pathToFileURL(folder).href}${query}`, secrets: {} } });
  return { w, mode: report.mode, words: report.checks.map(({ message }) => message).join('\n') };
}

async function logs(w: EngineWorld, name: string): Promise<string> {
  w.put(`${name}/model.bin`, Buffer.from(`bytes of ${name}`));
  return (await w.log([w.at(name)], { name: 'model' })).id;
}

const sync = (w: EngineWorld) => w.engine.client.sync.now({});
const modeAt = async (w: EngineWorld): Promise<string | undefined> => (await w.engine.client.remotes.list())[0]?.mode;
const numberAt = (w: EngineWorld, version: string): number | null | undefined => w.engine.context.registry.read.version(version)?.number;

test('on one disk the second device takes numbers too', async () => {
  const folder = tempFolder();
  const { w: a } = await world(folder);
  const one = await logs(a, 'one');
  await sync(a);
  const { w: b, mode } = await world(folder);
  expect(mode).toBe('cas');
  const two = await logs(b, 'two');
  await sync(b);
  await sync(a);
  expect([numberAt(a, one), numberAt(a, two), numberAt(b, two)]).toEqual([0, 1, 1]);
  expect([await modeAt(a), await modeAt(b)]).toEqual(['cas', 'cas']);
});

test.each([['that nobody said anything about', ''], ['that was stated to be one disk', '?mode=cas']])('in a copied folder %s one device gives them, on both', async (_, query) => {
  const [folder, copy] = [tempFolder(), join(tempFolder(), 'copy')];
  const copied = (from: string, to: string): void => cpSync(from, to, { recursive: true, preserveTimestamps: true });
  const { w: a, mode: first } = await world(folder, query);
  expect(first).toBe('cas');
  const one = await logs(a, 'one');
  await sync(a);
  copied(folder, copy);
  const { w: b, mode, words } = await world(copy, query);
  expect(mode).toBe('single');
  expect(words).toContain('a program copies it between computers');
  const two = await logs(b, 'two');
  await sync(b);
  copied(copy, folder);
  await sync(a);
  expect([await modeAt(a), await modeAt(b)]).toEqual(['single', 'single']);
  expect([numberAt(a, one), numberAt(a, two), numberAt(b, two)]).toEqual([0, 1, 1]);
  const three = await logs(a, 'three');
  await sync(a);
  expect(numberAt(a, three)).toBeNull();
  expect((await a.engine.client.sync.status()).registries[0]?.numbering).toMatchObject({ self: false });
  copied(folder, copy);
  await sync(b);
  copied(copy, folder);
  await sync(a);
  expect(numberAt(a, three)).toBe(2);
});
