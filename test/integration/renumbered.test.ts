// A number that one device showed and another got, by command line over a shared folder: the name fails on the first until it is
// acknowledged, and the sync centre says so.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { SyncStatus } from '../../shared/contract/sync.js';
import { cairn, cairnJson } from '../support/cli.js';
import { tempFolder } from '../support/tempFolder.js';

interface Logged {
  ref: string;
  digest: string;
  provisional: string | null;
}

it('names both versions until a person acknowledges it, and then means what it means everywhere', () => {
  const [a, b, work, folder] = [tempFolder(), tempFolder(), tempFolder(), tempFolder()];
  const log = (home: string, n: number): Logged => {
    writeFileSync(join(work, `m${n}.bin`), `weights ${n}`);
    return cairnJson<Logged>(home, ['log', join(work, `m${n}.bin`), '--name', 'cnn']);
  };
  for (const home of [a, b]) cairnJson(home, ['remote', 'add', 'team', `file://${folder}?mode=cas`]);
  log(a, 0);
  for (const home of [a, b]) cairnJson(home, ['sync']);
  const mine = log(a, 1);
  expect(mine).toMatchObject({ provisional: 'v1?', ref: `cnn@${mine.digest}` });
  const theirs = log(b, 2);
  for (const home of [b, a]) cairnJson(home, ['sync']);

  for (const args of [['show', 'cnn:v1'], ['use', 'cnn:v1'], ['link', 'cnn:v1', 'Digits']]) {
    const { status, stderr } = cairn(a, [...args, '--json']);
    expect(status, args.join(' ')).toBe(1);
    const { error } = JSON.parse(stderr) as { error: { code: string; message: string } };
    expect(error.code, args.join(' ')).toBe('number_moved');
    for (const word of ['cnn:v2', `cnn@${theirs.digest.slice(0, 15)}`, 'cairn acknowledge cnn:v1']) expect(error.message).toContain(word);
  }
  const items = (home: string) => cairnJson<SyncStatus>(home, ['sync', '--status']).items.map(({ kind, what }) => `${kind} ${what}`);
  expect(items(a)).toEqual(['renumbered cnn:v1']);
  expect(cairn(a, ['sync', '--status']).stdout).toMatch(/cnn:v1: was shown here for cnn:v2 before it was final, and is cnn@b3:\w+\. Name the version that is meant/);
  expect(items(b)).toEqual([]);
  expect(cairnJson(b, ['show', 'cnn:v1'])).toMatchObject({ digest: theirs.digest });
  expect(cairnJson(a, ['show', 'cnn:v2'])).toMatchObject({ digest: mine.digest });

  expect(cairn(a, ['acknowledge', 'cnn:latest']).status).toBe(2);
  expect(cairn(a, ['acknowledge', 'cnn:v1']).stdout).toContain('cnn:v1 is cnn@b3:');
  expect(cairn(a, ['acknowledge', 'cnn']).stdout).toContain('there is nothing to acknowledge');
  expect(cairnJson(a, ['show', 'cnn:v1'])).toMatchObject({ digest: theirs.digest });
  expect(items(a)).toEqual([]);
});
