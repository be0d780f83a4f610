// Many files made durable side by side: all of them, or the error of one and none begun after it.
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sealFiles, syncFolders } from '../../../electron/engine/cache/worker/durable.js';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'cairn-durable-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const made = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => {
    const path = join(folder, String(index));
    writeFileSync(path, 'bytes', { mode: 0o600 });
    return path;
  });
const sealed = (paths: readonly string[]): number => paths.filter((path) => (statSync(path).mode & 0o777) === 0o444).length;

it('seals every file, however many there are', async () => {
  for (const count of [0, 1, 15, 16, 17, 100]) {
    const paths = made(count);
    await sealFiles(paths, 0o444);
    expect(sealed(paths)).toBe(count);
    rmSync(folder, { recursive: true });
    folder = mkdtempSync(join(tmpdir(), 'cairn-durable-'));
  }
});

it('ends with the error of the file that cannot be had, and goes no further', async () => {
  const paths = made(500);
  rmSync(paths[3] as string);
  await expect(sealFiles(paths, 0o444)).rejects.toMatchObject({ code: 'data_root_unusable', details: { errno: 'ENOENT', path: paths[3] } });
  expect(sealed(paths.filter((_, index) => index !== 3))).toBeLessThan(400);
  await expect(syncFolders([folder, join(folder, 'gone')])).rejects.toMatchObject({ code: 'data_root_unusable', details: { errno: 'ENOENT', path: join(folder, 'gone') } });
  await syncFolders([folder]);
});
