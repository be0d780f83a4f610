// A device whose disk lets files share bytes: a second version is brought as what is new of it, whatever became of the first, and what
// is said of room says that it is shared.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { createEngineWorld, type EngineWorld } from '../support/engineWorld.js';
import { passUnnoticed, rot } from '../support/rot.js';
import { tempFolder } from '../support/tempFolder.js';
import { mountCloning, NO_CLONING } from '../support/volumes.js';

const MiB = 1024 * 1024;

async function fetched(w: EngineWorld, ref: string): Promise<Buffer> {
  await w.engine.client.sync.now({});
  const { path } = await w.use(ref, w.at(`out-${ref.slice(-1)}`));
  return readFileSync(`${path}/model.bin`);
}

it('brings a second version whole when the first turns out damaged, and says that its files share bytes', async ({ skip }) => {
  const volume = mountCloning(600);
  if (!volume) return skip(NO_CLONING);
  const remote = tempFolder();
  const worlds = [await createEngineWorld(), await createEngineWorld({ base: volume.folder })] as const;
  try {
    const [trainer, laptop] = worlds;
    for (const { engine } of worlds) await engine.client.remotes.add({ name: 'team', target: { url: pathToFileURL(remote).href, secrets: {} } });
    const bytes = randomBytes(60 * MiB);
    for (const changed of [Buffer.alloc(0), randomBytes(MiB)]) {
      bytes.set(changed, 40 * MiB);
      await trainer.log([trainer.put('model.bin', bytes)], { name: 'model' });
      await trainer.engine.client.sync.now({});
      if (changed.length === 0) expect((await fetched(laptop, 'model:v0')).equals(bytes)).toBe(true);
    }
    const [first] = laptop.engine.context.registry.read.versionBlobs([(await laptop.show('model:v0')).id]);
    if (!first) throw new Error('no blob');
    rot(laptop.home, first.blob);
    passUnnoticed(laptop.home, first.blob);
    expect((await fetched(laptop, 'model:v1')).equals(bytes)).toBe(true);
    expect((await laptop.show('model:v0')).availability).toBe('online');
    expect((await laptop.verify()).findings).toMatchObject([{ affects: ['model:v0'] }]);
    expect((await laptop.engine.client.storage.use()).sharing).toBe(true);
    expect(await laptop.engine.client.storage.evict({ subject: { ref: 'model:v1' } })).toMatchObject({ sharing: true, bytes: bytes.length });
    expect((await trainer.engine.client.storage.use()).sharing).toBe(await trainer.engine.context.cache.canClone(trainer.at('model.bin')));
  } finally {
    for (const each of worlds) await each.end();
    volume.end();
  }
}, 120_000);
