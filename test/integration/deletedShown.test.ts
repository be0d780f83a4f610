// Whoever asks for a version that is deleted hears that it is, by whom, when, and until when and how it can be brought back.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cairn, cairnJson } from '../support/cli.js';
import { tempFolder } from '../support/tempFolder.js';

it('is said by show and use, and not of a version that is back', () => {
  const [home, work] = [tempFolder(), tempFolder()];
  writeFileSync(join(work, 'model.bin'), 'weights');
  cairnJson(home, ['log', join(work, 'model.bin'), '--name', 'cnn']);
  cairnJson(home, ['delete', 'cnn:v0', '--note', 'wrong split', '--force']);
  const sentence = /cnn:v0 was deleted by .+, \d{4}-\d\d-\d\d \d\d:\d\d \(wrong split\)\. It can be brought back until \d{4}-\d\d-\d\d \d\d:\d\d: cairn restore-version cnn:v0/;
  expect(cairn(home, ['show', 'cnn:v0']).stdout).toMatch(sentence);
  const { deletion } = cairnJson<{ deletion: { at: number; until: number; note: string; restorable: boolean } }>(home, ['show', 'cnn:v0']);
  expect(deletion).toMatchObject({ note: 'wrong split', restorable: true, until: deletion.at + 30 * 86_400_000 });
  const used = cairn(home, ['use', 'cnn:v0', '-o', join(work, 'out')]);
  expect(used.status).toBe(0);
  expect(used.stderr).toMatch(sentence);
  expect(cairn(home, ['restore-version', 'cnn:v0']).status).toBe(0);
  expect(cairnJson(home, ['show', 'cnn:v0'])).toMatchObject({ deleted: false, deletion: null });
});
