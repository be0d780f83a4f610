// The settings as they are on disk, whoever wrote them last, without reading a file that has not changed.
import { mkdtempSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSettingsFile } from '../../../electron/engine/commands/settingsFile.js';

let folder: string;
let file: string;
let now: number;
const clock = { now: () => now };
const open = (): ReturnType<typeof openSettingsFile> => openSettingsFile(folder, clock);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cairn-settings-'));
  file = join(folder, 'settings.json');
  now = Date.now() + 60_000;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('are those that any process wrote last, by whatever way', () => {
  const [mine, theirs] = [open(), open()];
  expect(mine.get().project).toBe(theirs.get().project);
  for (const [index, writer] of [mine, theirs, theirs, mine].entries()) {
    writer.update({ project: `p${index}` });
    for (let turn = 0; turn < 3; turn += 1) expect([mine.get().project, theirs.get().project]).toEqual([`p${index}`, `p${index}`]);
  }
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace('"p3"', '"by hand"'));
  expect([mine.get().project, theirs.get().project]).toEqual(['by hand', 'by hand']);
  writeFileSync(`${file}.new`, text.replace('"p3"', '"p4"'));
  renameSync(`${file}.new`, file);
  expect(mine.get().project).toBe('p4');
  writeFileSync(file, '{');
  expect(() => mine.get()).toThrow(/settings\.json is not a settings file/);
  rmSync(file);
  expect(mine.get().project).not.toBe('p4');
});

it('are read once while nothing changes, and again as long as a change could leave no trace', () => {
  const settings = open();
  settings.update({ project: 'mine' });
  expect(settings.get()).toBe(settings.get());
  now = Date.now();
  const young = open();
  expect(young.get()).not.toBe(young.get());
  // A change of the same length within a tick of the file system's clock: its times are those of before.
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace('mine', 'ours'));
  utimesSync(file, new Date(now - 1000), new Date(now - 1000));
  expect(young.get().project).toBe('ours');
});
