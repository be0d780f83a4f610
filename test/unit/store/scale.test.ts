// A generated registry: what it took to fill, and what a page costs. Times are printed, never a gate; results are checked.
import { expect, it } from 'vitest';
import { generate } from '../../support/generate.js';
import { testClock, testStore } from '../../support/testStore.js';

const VERSIONS = Number(process.env['CAIRN_SCALE_VERSIONS'] ?? 6000);
const MODELS = 3;

it(`pages through ${VERSIONS} versions by keyset, each once and newest first`, () => {
  const clock = testClock();
  const store = testStore({ clock });
  const start = performance.now();
  const [first = ''] = generate(store, { models: MODELS, versions: VERSIONS / MODELS, batch: 1000, onBatch: () => clock.add(5) });
  const rate = VERSIONS / ((performance.now() - start) / 1000);

  const numbers: (number | null)[] = [];
  const times: number[] = [];
  for (let cursor: string | null = null; ; ) {
    const began = performance.now();
    const page = store.read.scopePage(`versions:${first}`, cursor, 50, '');
    times.push(performance.now() - began);
    for (const item of page.items) if (item.kind === 'versions') numbers.push(item.row.number);
    cursor = page.next;
    if (cursor === null) break;
  }
  const count = VERSIONS / MODELS;
  expect(numbers).toEqual(Array.from({ length: count }, (_, n) => count - 1 - n));
  expect(store.read.counts()).toMatchObject({ versions: VERSIONS, artifacts: MODELS });
  expect(store.read.resolveText(`model-0000:v${count - 1}`, { entity: 'mira', project: 'default' })).toEqual({ ...store.read.resolveText('model-0000', { entity: 'mira', project: 'default' }), alias: null });
  times.sort((a, b) => a - b);
  process.stdout.write(`generated ${Math.round(rate)} versions/s; page of 50: median ${times[times.length >> 1]?.toFixed(2)} ms, worst ${times[times.length - 1]?.toFixed(2)} ms\n`);
  store.close();
}, 600_000);
