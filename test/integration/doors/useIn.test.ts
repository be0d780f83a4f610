// Use in: a version where LM Studio, Ollama and the Hugging Face cache look for it, with the cache's own bytes, and taken back without a trace.
import { createHash } from 'node:crypto';
import { chmodSync, closeSync, existsSync, lstatSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createEngineWorld, failureOf } from '../../support/engineWorld.js';
import { filesUnder } from '../../support/filesUnder.js';

it('hands a version on without a second copy, and takes back only what it wrote', async () => {
  const world = await createEngineWorld();
  onTestFinished(() => world.end());
  for (const [name, place] of [['LMSTUDIO_HOME', 'lms'], ['OLLAMA_MODELS', 'ollama'], ['HF_HUB_CACHE', 'hub']] as const) vi.stubEnv(name, world.at(place));
  onTestFinished(() => void vi.unstubAllEnvs());
  const bytes = Buffer.alloc(100_000, 7);
  await world.log([world.put('m.gguf', bytes), world.put('config.json', '{}')], { name: 'Tuned Llama' });
  const { client, context } = world.engine;
  await expect(client.doors.place({ app: 'lmstudio', ref: 'Tuned Llama' })).rejects.toMatchObject({ code: 'not_found' });
  mkdirSync(world.at('lms'));
  mkdirSync(world.at('ollama/blobs'), { recursive: true });
  writeFileSync(world.at('ollama/blobs/sha256-of-another'), 'stays');

  const lms = await client.doors.place({ app: 'lmstudio', ref: 'Tuned Llama:v0' });
  const hub = await client.doors.place({ app: 'huggingface', ref: 'Tuned Llama:v0' });
  const ollama = await client.doors.place({ app: 'ollama', ref: 'Tuned Llama:v0' });
  expect([lms.name, hub.name, ollama.name]).toEqual(['cairn/Tuned-Llama-v0', 'cairn/Tuned-Llama', 'tuned-llama:v0']);
  const detail = await client.versions.files({ version: (await world.show('Tuned Llama')).id });
  const blob = detail.rows.find((row) => row.path === 'm.gguf')?.digest ?? '';
  const sha = createHash('sha256').update(bytes).digest('hex');
  for (const path of [join(lms.path, 'm.gguf'), join(hub.path, 'm.gguf'), join(ollama.path, `sha256-${sha}`)]) {
    expect(readFileSync(path).equals(bytes)).toBe(true);
    // One inode, or a clone of it: no second copy.
    if (lms.method === 'hardlink') expect(lstatSync(path).ino).toBe(lstatSync(context.cache.blobPath(blob)).ino);
    else expect(lms.method).toBe('clone');
  }
  const revision = readFileSync(world.at('hub/models--cairn--Tuned-Llama/refs/main'), 'utf8');
  expect(hub.path.endsWith(revision)).toBe(true);
  const manifest = JSON.parse(readFileSync(world.at('ollama/manifests/registry.ollama.ai/library/tuned-llama/v0'), 'utf8')) as { layers: { digest: string; size: number }[]; config: { digest: string } };
  expect(manifest.layers).toMatchObject([{ digest: `sha256:${sha}`, size: 100_000 }]);
  const config = readFileSync(world.at(`ollama/blobs/${manifest.config.digest.replace(':', '-')}`));
  expect(`sha256:${createHash('sha256').update(config).digest('hex')}`).toBe(manifest.config.digest);
  expect(await client.doors.placed()).toHaveLength(3);

  for (const { id } of [lms, hub, ollama]) await client.doors.unplace({ id });
  expect(filesUnder(world.at('ollama'))).toEqual(['blobs/sha256-of-another']);
  expect([existsSync(lms.path), existsSync(world.at('hub/models--cairn--Tuned-Llama'))]).toEqual([false, false]);
  expect(await client.doors.placed()).toEqual([]);
  await expect(client.doors.unplace({ id: lms.id })).rejects.toMatchObject({ code: 'not_found' });
  expect((await world.verify()).findings).toEqual([]);
});

it('a program that writes, as root may, into what it was given is found out before anybody gets it: set aside, named, and mended by the original', async () => {
  const world = await createEngineWorld();
  onTestFinished(() => world.end());
  vi.stubEnv('LMSTUDIO_HOME', world.at('lms'));
  vi.stubEnv('HF_HUB_CACHE', world.at('hub'));
  onTestFinished(() => void vi.unstubAllEnvs());
  mkdirSync(world.at('lms'));
  const bytes = Buffer.alloc(100_000, 7);
  const original = world.put('m.gguf', bytes);
  const { client } = world.engine;
  const { id, ref } = await world.log([original], { name: 'tuned' });
  const placed = await client.doors.place({ app: 'lmstudio', ref });
  // Root needs no leave; whom the file belongs to gives it to himself.
  if (process.getuid?.() !== 0) chmodSync(join(placed.path, 'm.gguf'), 0o644);
  const file = openSync(join(placed.path, 'm.gguf'), 'r+');
  writeSync(file, 'written over', 0);
  closeSync(file);
  const [blob] = (await client.versions.files({ version: id })).rows;
  if (placed.method === 'hardlink') {
    for (const work of [() => client.doors.place({ app: 'huggingface', ref }), () => world.use(ref, world.at('out'))]) expect(['corrupt', 'offline']).toContain((await failureOf(work())).code);
    expect((await world.verify()).findings).toMatchObject([{ kind: 'blob', id: blob?.digest, affects: [ref] }]);
    await world.log([original], { name: 'tuned' });
  }
  await world.use(ref, world.at('next'));
  expect(readFileSync(world.at('next/m.gguf')).equals(bytes)).toBe(true);
  expect((await world.verify()).findings).toEqual([]);
});
