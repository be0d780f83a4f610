import { expect, it } from 'vitest';
import { streamed } from '../../../electron/engine/commands/streamed.js';

const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

it('gives progress and then the result, which is never dropped', async () => {
  const events: string[] = [];
  for await (const event of streamed<number, string>(undefined, (n) => `p${n}`, async (onProgress) => {
    for (let n = 0; n < 3; n += 1) {
      onProgress(n);
      await later();
    }
    return 'done';
  })) events.push(event);
  expect(events).toEqual(['p0', 'p1', 'p2', 'done']);
});

it('cancels the work when the reader leaves, and waits for it to clean up', async () => {
  let cleaned = false;
  for await (const event of streamed<number, string>(undefined, (n) => `p${n}`, async (onProgress, abort) => {
    onProgress(1);
    await new Promise((resolve) => abort.addEventListener('abort', resolve));
    await later();
    cleaned = true;
    throw new Error('aborted');
  })) {
    expect(event).toBe('p1');
    break;
  }
  expect(cleaned).toBe(true);
});

it('passes a failure on, and an outer abort in', async () => {
  const outer = new AbortController();
  const iterator = streamed<number, string>(outer.signal, String, (_, abort) => new Promise((_resolve, reject) => abort.addEventListener('abort', () => reject(new Error('stopped')))));
  const next = iterator.next();
  outer.abort();
  await expect(next).rejects.toThrow('stopped');
});
