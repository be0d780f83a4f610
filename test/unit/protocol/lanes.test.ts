// Work that waits for its turn: in order, what a person waits for first, and however much of it is called off at once.
import { expect, test } from 'vitest';
import { allOf, createLanes } from '../../../electron/engine/sync/bytes/lanes.js';

test('begins in the order in which it came, the urgent first, without what was called off', async () => {
  const lanes = createLanes({ start: 1, most: 1 });
  const begun: string[] = [];
  const controller = new AbortController();
  const ask = (name: string, options: { urgent?: boolean; signal?: AbortSignal } = {}): Promise<void> => lanes.run(options, async () => void begun.push(name));
  const results = Promise.allSettled([
    ask('first'),
    ask('a'),
    ask('b', { signal: controller.signal }),
    ask('c'),
    ask('d', { signal: controller.signal }),
    ask('hurried', { urgent: true }),
    ask('hurried and off', { urgent: true, signal: controller.signal }),
  ]);
  controller.abort(new Error('enough'));
  expect((await results).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled', 'rejected']);
  expect(begun).toEqual(['first', 'hurried', 'a', 'c']);
  await ask('after');
  expect(begun).toHaveLength(5);
});

test('100,000 that wait are called off without holding up all else', async () => {
  const lanes = createLanes();
  const controller = new AbortController();
  const all = allOf(Array.from({ length: 100_000 }), () => lanes.run({ signal: controller.signal, bytes: 10 }, () => new Promise((resolve) => setTimeout(resolve, 50))));
  const failed = expect(all).rejects.toThrow('enough');
  await new Promise((resolve) => setTimeout(resolve, 20));
  const at = performance.now();
  controller.abort(new Error('enough'));
  expect(performance.now() - at).toBeLessThan(1000);
  await failed;
});

test('work whose room the system does not have is refused, and the others go on', async () => {
  const lanes = createLanes({ start: 1, most: 1 });
  const results = await Promise.allSettled([lanes.run({ bytes: 2 ** 45 }, () => Promise.resolve('huge')), lanes.run({ bytes: 10 }, () => Promise.resolve('small')), lanes.run({}, () => Promise.resolve('none'))]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
});
