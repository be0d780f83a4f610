// The code and media sides of a run's page: a patch as numbered lines, and history values that point at files.
import { expect, test } from 'vitest';
import { diffLines } from '../../../renderer/features/code/diffLines.js';
import { referenceProblem } from '../../../renderer/features/register/form.js';
import { targetsFor } from '../../../renderer/features/register/dropTargets.js';
import { countsProgress } from '../../../renderer/features/runs/axisText.js';
import { keptView, openedView } from '../../../renderer/features/runs/workspaceView.js';
import { mediaOf } from '../../../renderer/features/runs/runMedia.js';

const PATCH = `diff --git a/train.py b/train.py
index 1..2 100644
--- a/train.py
+++ b/train.py
@@ -3,3 +3,4 @@ def main():
 same
-lr = 0.1
+lr = 0.01
++++ b/looks like a header
 end
\\ No newline at end of file
`;

test('a patch is lines with their numbers on both sides; what looks like a header inside a hunk is a line', () => {
  expect(diffLines(PATCH).map(({ kind, before, after, text }) => [kind, before, after, text])).toEqual([
    ['hunk', undefined, undefined, '@@ -3,3 +3,4 @@ def main():'],
    ['same', 3, 3, 'same'],
    ['del', 4, undefined, 'lr = 0.1'],
    ['add', undefined, 4, 'lr = 0.01'],
    ['add', undefined, 5, '+++ b/looks like a header'],
    ['same', 5, 6, 'end'],
    ['note', undefined, undefined, 'No newline at end of file'],
  ]);
});

test('a binary file is said to be one, and a line of megabytes is cut and says so', () => {
  const [binary, ...rest] = diffLines('diff --git a/x b/x\nindex 1..2\nGIT binary patch\nliteral 4\nabcd\n');
  expect([binary?.kind, binary?.text, rest.length]).toEqual(['note', 'Binary: the bytes are kept, there are no lines to show', 0]);
  const long = diffLines(`@@ -1 +1 @@\n+${'x'.repeat(5_000_000)}`)[1]?.text ?? '';
  expect(long.length).toBeLessThan(2_100);
  expect(long).toContain('4,998,000 more characters');
});

test('values that point at files are media, the newest first; text and numbers are none', () => {
  const image = { _type: 'image-file', version: 'a'.repeat(64), path: '3.png', caption: 'a three' };
  const media = mediaOf([{ x: 0, value: 'text' }, { x: 1, value: image }, { x: 2, value: [{ _type: 'table-file', path: 'media/t.table.json' }, 7] }, { x: 3, value: { _type: 'images/separated', filenames: ['a.png', 'b.png'], captions: ['one', 'two'] } }], 'files');
  expect(media.map(({ kind, step, version, path, caption }) => [kind, step, version.slice(0, 5), path, caption])).toEqual([
    ['image', 3, 'files', 'b.png', 'two'],
    ['image', 3, 'files', 'a.png', 'one'],
    ['table', 2, 'files', 'media/t.table.json', undefined],
    ['image', 1, 'aaaaa', '3.png', 'a three'],
  ]);
  expect(mediaOf([{ x: 1, value: { _type: 'image-file', path: '3.png' } }], undefined)).toEqual([]);
});

test('what is dropped on a run that goes on is made or read by it', () => {
  const run = { id: 'r', key: 'k1', name: 'first try', project: 'p' };
  expect(targetsFor(undefined, run).map(({ id, register }) => [id, register.run?.role, register.project])).toEqual([['model', 'made', 'p'], ['dataset', 'read', 'p'], ['other', 'made', 'p']]);
  expect(targetsFor(undefined).every(({ register }) => register.run === undefined)).toBe(true);
});

test('a view of the runs is read back as it was kept, and what another build kept does no harm', () => {
  const first = { column: 'started', descending: true };
  const view = { filter: 'lr>0.1', sort: { column: 'summary.acc', descending: false }, columns: new Set(['state', 'summary.acc']), group: 'config.backbone', charts: false, axis: 'key:epoch', smoothing: 0.6, metric: 'loss' } as const;
  expect(openedView(JSON.parse(JSON.stringify(keptView(view))) as ReturnType<typeof keptView>, first)).toEqual(view);
  expect(openedView({ sort: 'up', columns: 7, axis: 'sideways', smoothing: 12, group: null }, first)).toEqual({ filter: '', sort: first, columns: undefined, group: undefined, charts: true, axis: 'step', smoothing: 0, metric: '' });
});

test('metrics that count progress make an axis', () => {
  expect(['epoch', 'train/epoch', 'global_step', 'tokens'].every(countsProgress)).toBe(true);
  expect(['loss', 'stepwise', 'lr'].some(countsProgress)).toBe(false);
});

test('an address says where the bytes are', () => {
  for (const uri of ['s3://b/k', 'gs://b/k', 'https://e.org/x', 'file:///x', ' s3://b/k ']) expect(referenceProblem(uri)).toBeUndefined();
  for (const uri of ['', 'b/k', 's3://', 'ftp://x/y', '/tmp/x']) expect(referenceProblem(uri)).toBeDefined();
});
