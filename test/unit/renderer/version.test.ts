// The version page's rules: the tensor tree, the snippets, and pages that run one ahead.
import { expect, test, vi } from 'vitest';
import { createPager, type PageOf } from '../../../renderer/data/pager.js';
import { matches } from '../../../renderer/data/scopeTypes.js';
import { exactRef, fullRef, shellQuote, snippetsOf } from '../../../renderer/features/version/snippets.js';
import { tensorLines } from '../../../renderer/features/version/tensorTree.js';

const tensor = (name: string, bytes: number) => ({ name, dtype: 'F32', shape: [bytes / 4], bytes, path: 'm.safetensors' });

test('the tree sums its groups, joins single ones and opens where asked', () => {
  const tensors = [tensor('enc.layer.0.w', 40), tensor('enc.layer.1.w', 80), tensor('head.w', 8), tensor('scale', 4)];
  const closed = tensorLines(tensors, new Set());
  expect(closed.map(({ label, bytes, count }) => [label, bytes, count])).toEqual([['enc.layer', 120, 2], ['head', 8, 1], ['scale', 4, 0]]);
  const opened = tensorLines(tensors, new Set(['enc.layer.']));
  expect(opened.map(({ label, depth }) => [label, depth])).toEqual([['enc.layer', 0], ['1', 1], ['0', 1], ['head', 0], ['scale', 0]]);
});

test('a reference is quoted where a shell would read something into it', () => {
  expect(shellQuote('mnist:v1')).toBe('mnist:v1');
  expect(shellQuote("My model's:v1")).toBe(`'My model'\\''s:v1'`);
  expect(shellQuote('a;rm -rf:v1')).toBe(`'a;rm -rf:v1'`);
  expect(snippetsOf('a "b":v1', 'a@b3:0')[1]?.code).toContain('ref = "a \\"b\\":v1"');
});

test('a copied reference names owner and project, so that it means one version wherever it is pasted', () => {
  const version = { entity: 'mira', project: 'vision', name: 'cnn', ref: 'cnn:v3', digest: 'b3:0' };
  expect([fullRef(version), exactRef(version)]).toEqual(['mira/vision/cnn:v3', 'mira/vision/cnn@b3:0']);
});

test('a filter over rows at hand looks where the engine looks', () => {
  const row = { number: 7, digest: 'b3:ab12', description: 'Night run', aliases: [{ name: 'best', kind: 'set' }, { name: 'latest', kind: 'auto' }], tags: ['small'] };
  const scope = `versions:${'a'.repeat(64)}`;
  for (const query of ['', 'v7', '7', 'BEST', 'night', 'ab1', 'smal']) expect(matches(scope, row, query), query).toBe(true);
  for (const query of ['v', 'v70', 'latest', 'x']) expect(matches(scope, row, query), query).toBe(false);
  expect(matches('collections', { name: 'Mnist', type: 'model' }, 'mod')).toBe(true);
});

test('a pager shows a page that is known at once, reads it anew, and goes on from there', async () => {
  let offset = 0;
  const asked: (string | null)[] = [];
  const read = async (cursor: string | null): Promise<PageOf<number>> => {
    asked.push(cursor);
    if (offset < 0) throw new Error('no');
    const at = Number(cursor ?? 0);
    return { rows: [at + offset], next: at < 2 ? String(at + 1) : null, total: 3 };
  };
  const known = await read(null);
  offset = 10;
  const pager = createPager(read, known);
  expect(pager.getState()).toMatchObject({ rows: [0], loading: false, more: true });
  await vi.waitFor(() => expect(pager.getState().rows).toEqual([10]));
  expect(asked).toEqual([null, null, '1']);
  pager.fetchMore();
  await vi.waitFor(() => expect(pager.getState().rows).toEqual([10, 11]));
  offset = -1;
  const failing = createPager(read, known);
  await vi.waitFor(() => expect(failing.getState()).toMatchObject({ rows: [0], error: expect.anything() as unknown }));
  offset = 20;
  failing.retry();
  await vi.waitFor(() => expect(failing.getState()).toMatchObject({ rows: [20], error: undefined }));
});

test('a pager is one page ahead, refreshes in place, and retries the page that failed', async () => {
  const asked: (string | null)[] = [];
  let fails = false;
  const pager = createPager(async (cursor: string | null) => {
    asked.push(cursor);
    if (fails) throw new Error('no');
    const at = Number(cursor ?? 0);
    return { rows: [at, at + 1], next: at < 4 ? String(at + 2) : null, total: 6 };
  });
  await vi.waitFor(() => expect(pager.getState().rows).toEqual([0, 1]));
  expect(asked).toEqual([null, '2']);
  pager.fetchMore();
  await vi.waitFor(() => expect(pager.getState().rows).toEqual([0, 1, 2, 3]));
  pager.refresh();
  await vi.waitFor(() => expect(asked).toEqual([null, '2', '4', null, '2', '4']));
  expect(pager.getState().rows).toEqual([0, 1, 2, 3]);
  pager.fetchMore();
  await vi.waitFor(() => expect(pager.getState()).toMatchObject({ rows: [0, 1, 2, 3, 4, 5], more: false }));
  fails = true;
  const failing = createPager(async () => {
    if (fails) throw new Error('no');
    return { rows: [1], next: null, total: 1 };
  });
  await vi.waitFor(() => expect(failing.getState().error).toBeDefined());
  fails = false;
  failing.retry();
  await vi.waitFor(() => expect(failing.getState()).toMatchObject({ rows: [1], error: undefined }));
});
