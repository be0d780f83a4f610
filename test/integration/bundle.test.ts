// Versions leave as one file and come in elsewhere: bytes, metrics, aliases, lineage and who did what; again adds nothing, and one
// turned byte is named before anything is taken in.
import { execFileSync } from 'node:child_process';
import { chmodSync, closeSync, openSync, readdirSync, readFileSync, readSync, renameSync, statSync, truncateSync, utimesSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BundleEvent, BundleOf, BundleTaken, Exported } from '../../shared/contract/bundles.js';
import { exportBundle } from '../../electron/engine/commands/bundle/export.js';
import { createEngineWorld, failureOf, type EngineWorld } from '../support/engineWorld.js';
import { filesUnder } from '../support/filesUnder.js';

async function last<K extends BundleEvent['event']>(events: Promise<AsyncIterable<BundleEvent>>, kind: K): Promise<Extract<BundleEvent, { event: K }>> {
  for await (const event of await events) if (event.event === kind) return event as Extract<BundleEvent, { event: K }>;
  throw new Error('It ended early');
}
const exportTo = async (w: EngineWorld, of: BundleOf, path: string): Promise<Exported> => (await last(w.engine.client.bundles.export({ of, target: { paths: [path] } }), 'exported')).exported;
const importFrom = async (w: EngineWorld, path: string): Promise<BundleTaken> => (await last(w.engine.client.bundles.import({ source: { paths: [path] } }), 'imported')).imported;

async function filled(): Promise<EngineWorld> {
  const w = await createEngineWorld();
  const { client } = w.engine;
  await w.log([w.put('data.csv', 'a,b\n1,2\n')], { name: 'digits-data', type: 'dataset' });
  await w.log([w.put('model.bin', Buffer.alloc(400_000, 7))], { name: 'digits', metrics: { acc: 0.9 }, inputs: ['digits-data:latest'] });
  await w.log([w.put('model2.bin', Buffer.alloc(300_000, 8))], { name: 'digits', metrics: { acc: 0.95 }, aliases: ['best'] });
  await client.registry.createModel({ name: 'Digit Reader' });
  await client.registry.link({ ref: 'digits:v1', target: 'Digit Reader' });
  return w;
}

/** Turns one byte, and turns it back after `work`. */
async function turned(path: string, at: number, work: () => Promise<void>): Promise<void> {
  const turn = (): void => {
    const file = openSync(path, 'r+');
    const byte = Buffer.alloc(1);
    readSync(file, byte, 0, 1, at);
    writeSync(file, Buffer.from([(byte[0] ?? 0) ^ 1]), 0, 1, at);
    closeSync(file);
  };
  turn();
  await work();
  turn();
}

describe('bundles', () => {
  it('carry a whole registry to another computer, and twice is once', async () => {
    const [a, b] = [await filled(), await createEngineWorld()];
    try {
      const file = a.at('all.cairn');
      const exported = await exportTo(a, { all: true }, file);
      expect(exported).toMatchObject({ versions: 3 });
      expect(execFileSync('tar', ['tf', file], { encoding: 'utf8' })).toMatch(/^cairn\.json\nops\.jsonl\nmanifests\.jsonl\nblobs\//);
      const preview = await b.engine.client.bundles.preview({ source: { paths: [file] } });
      expect(preview).toMatchObject({ versions: 3, known: 0, of: 'everything' });
      expect(b.engine.context.registry.opCount()).toBe(0);
      await importFrom(b, file);
      const [there, here] = [await a.show('digits:best'), await b.show('digits:best')];
      expect(here).toMatchObject({ digest: there.digest, number: 1, metrics: { acc: 0.95 }, availability: 'offline' });
      expect((await b.show('digits:v0')).inputs.map(({ ref }) => ref)).toEqual((await a.show('digits:v0')).inputs.map(({ ref }) => ref));
      expect((await b.show('Digit Reader:latest')).digest).toBe(there.digest);
      const out = await b.use('digits:v0', b.at('out'));
      expect(readFileSync(join(out.path, 'model.bin')).equals(Buffer.alloc(400_000, 7))).toBe(true);
      expect(await importFrom(b, file)).toMatchObject({ ops: 0, known: 3, newBytes: 0 });
      expect((await b.verify()).findings).toEqual([]);
      expect((await failureOf(exportTo(a, { all: true }, file))).code).toBe('target_exists');
    } finally {
      await a.end();
      await b.end();
    }
  }, 60_000);

  it('one version brings its inputs by name alone; what stands in the target keeps its alias and its words', async () => {
    const [a, b] = [await filled(), await createEngineWorld()];
    try {
      await b.log([b.put('own.bin', Buffer.alloc(1000, 1))], { name: 'digits', aliases: ['best'] });
      const own = (await b.show('digits:best')).digest;
      const file = a.at('one.cairn');
      await exportTo(a, { ref: 'digits:v0' }, file);
      const taken = await importFrom(b, file);
      expect(taken).toMatchObject({ versions: 1, known: 0 });
      expect((await b.show('digits:best')).digest).toBe(own);
      expect((await b.show('digits:v1')).digest).toBe((await a.show('digits:v0')).digest);
      expect((await b.show('digits-data:v0')).availability).toBe('online');
    } finally {
      await a.end();
      await b.end();
    }
  }, 60_000);

  it('name what was changed or cut, and take nothing in', async () => {
    const [a, b] = [await filled(), await createEngineWorld()];
    try {
      const file = a.at('two.cairn');
      const { bytes } = await exportTo(a, { collection: 'digits' }, file);
      const before = b.snapshot();
      // In the header, in the history, in a blob.
      for (const at of [700, Math.floor(bytes / 2), bytes - 100_000]) {
        await turned(file, at, async () => {
          const error = await failureOf(importFrom(b, file));
          expect(error.code, `byte ${at}: ${error.message}`).toBe('corrupt');
        });
      }
      expect(b.snapshot()).toEqual(before);
      truncateSync(file, bytes - 5000);
      expect((await failureOf(importFrom(b, file))).code).toBe('corrupt');
      writeFileSync(b.at('no.cairn'), 'not a bundle');
      expect((await failureOf(importFrom(b, b.at('no.cairn')))).code).toBe('corrupt');
      expect(b.snapshot()).toEqual(before);
    } finally {
      await a.end();
      await b.end();
    }
  }, 60_000);

  it('hold no bytes that are damaged here: the export ends, and what was damaged is set aside', async () => {
    const a = await filled();
    try {
      const { registry, cache } = a.engine.context;
      const [{ blob } = { blob: '' }] = registry.read.versionBlobs([(await a.show('digits:v0')).id]);
      const path = cache.blobPath(blob);
      const { atime, mtime } = statSync(path);
      chmodSync(path, 0o644);
      await turned(path, 5000, async () => {
        utimesSync(path, atime, mtime);
        const error = await failureOf(exportTo(a, { all: true }, a.at('all.cairn')));
        expect([error.code, error.message]).toEqual(['corrupt', expect.stringContaining('set aside')]);
        expect(cache.has([blob])).toEqual([false]);
        expect(readdirSync(a.folder).filter((name) => name.includes('cairn'))).toEqual([]);
        renameSync(join(a.home, 'quarantine', blob.slice(3)), path);
      });
    } finally {
      await a.end();
    }
  }, 60_000);

  it('never take the place of what was put there meanwhile', async () => {
    const a = await filled();
    try {
      const target = a.at('mine.cairn');
      const exporting = exportBundle(a.engine.context, { all: true }, target, () => writeFileSync(target, 'mine'), new AbortController().signal);
      expect((await failureOf(exporting)).code).toBe('target_exists');
      expect(readFileSync(target, 'utf8')).toBe('mine');
      expect(readdirSync(a.folder).filter((name) => name.startsWith('.'))).toEqual([]);
    } finally {
      await a.end();
    }
  }, 60_000);

  it('are noted while they are written, so that the next start removes what a killed process left beside the target', async () => {
    const a = await filled();
    try {
      const noted = new Set<string>();
      const look = (): void => {
        for (const path of filesUnder(join(a.home, 'tmp')).filter((each) => each.includes('.cairn-export-'))) noted.add(readFileSync(join(a.home, 'tmp', path), 'utf8'));
        expect(readdirSync(a.folder).filter((name) => name.startsWith('.')).map((name) => a.at(name))).toEqual([...noted]);
      };
      await exportBundle(a.engine.context, { all: true }, a.at('all.cairn'), look, new AbortController().signal);
      expect(noted.size).toBe(1);
      expect(a.snapshot().temp).toEqual([]);
    } finally {
      await a.end();
    }
  }, 60_000);
});
