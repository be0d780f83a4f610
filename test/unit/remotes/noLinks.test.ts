// A folder whose file system knows no hard links (FAT, exFAT): an object is durable when it has its name, whole from then on, and given to one.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import type * as promises from 'node:fs/promises';
import { basename, join } from 'node:path';
import { beforeEach, expect, it, vi } from 'vitest';
import { canLink, createFile } from '../../../electron/engine/remotes/folder/create.js';
import { blake3Hex } from '../../../electron/engine/domain/blake3.js';
import { tempFolder } from '../../support/tempFolder.js';

/** What making a hard link fails with. */
let refusal = 'EPERM';
/** Inodes of files whose bytes were made durable. */
const durable = new Set<number>();
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof promises>();
  return {
    ...real,
    link: () => Promise.reject(Object.assign(new Error(refusal), { code: refusal })),
    open: async (...given: Parameters<typeof real.open>) => {
      const file = await real.open(...given);
      const sync = file.sync.bind(file);
      file.sync = async () => {
        await sync();
        durable.add((await file.stat()).ino);
      };
      return file;
    },
  };
});

let root: string;
beforeEach(() => {
  root = tempFolder();
  durable.clear();
  refusal = 'EPERM';
});

const markOf = (path: string): string => join(root, `.${blake3Hex(basename(path)).slice(0, 16)}.name`);
const tagOf = (writer: number): string => String(writer).padStart(16, '0');

it('holds an object that is on disk when its creation is answered, and nothing beside it', async () => {
  const path = join(root, 'object');
  expect(await createFile(path, Buffer.from('bytes'), tagOf(0))).toBe('created');
  expect(durable).toContain(statSync(path).ino);
  expect(await createFile(path, Buffer.from('other'), tagOf(1))).toBe('exists');
  expect(readFileSync(path, 'utf8')).toBe('bytes');
  expect(readdirSync(root)).toEqual(['object']);
});

it.each(['EPERM', 'ENOTSUP', 'EISDIR'])('is known by %s, which systems say in such a folder', async (code) => {
  refusal = code;
  expect(await canLink(root, tagOf(0))).toBe(false);
  expect(await createFile(join(root, 'object'), Buffer.from('bytes'), tagOf(0))).toBe('created');
});

it('gives a name to one of many at once', async () => {
  for (let round = 0; round < 10; round += 1) {
    const path = join(root, String(round));
    const answers = await Promise.all(Array.from({ length: 8 }, (_, writer) => createFile(path, Buffer.from(`writer ${writer}`), tagOf(writer))));
    expect(answers.filter((answer) => answer === 'created')).toHaveLength(1);
    expect(readFileSync(path, 'utf8')).toBe(`writer ${answers.indexOf('created')}`);
  }
});

it('shows no part of an object, and does not keep its name from others when its writer was killed', async () => {
  const path = join(root, 'config');
  writeFileSync(markOf(path), '');
  await expect(createFile(path, Buffer.from('mine'), tagOf(0)), 'another is about to give it').rejects.toThrow('EEXIST');
  expect(existsSync(path)).toBe(false);
  const before = Date.now() / 1000 - 120;
  utimesSync(markOf(path), before, before);
  expect(await createFile(path, Buffer.from('mine'), tagOf(0))).toBe('created');
  expect(readdirSync(root)).toEqual(['config']);
});

it('has nothing half written where the name could not be given', async () => {
  mkdirSync(join(root, 'object'));
  expect(await createFile(join(root, 'object'), Buffer.from('bytes'), tagOf(0))).toBe('exists');
  expect(readdirSync(root)).toEqual(['object']);
});
