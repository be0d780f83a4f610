// What the disk refuses in the middle of a file is told at its end: the system says it once, and the sync of the whole would pass.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createFlusher } from '../../../electron/engine/cache/flusher.js';

const MUCH = 64 * 1024 * 1024;

/** A file of which one early sync ends as `outcomes` say, and every later one well. */
function file(...outcomes: readonly (Error | undefined)[]): { datasync(): Promise<void>; readonly syncs: number } {
  let syncs = 0;
  return {
    async datasync() {
      const outcome = outcomes[syncs];
      syncs += 1;
      await sleep(1);
      if (outcome) throw outcome;
    },
    get syncs() {
      return syncs;
    },
  };
}

it('asks the disk now and then, one time after the other', async () => {
  const disk = file();
  const flusher = createFlusher(disk);
  flusher.wrote(MUCH - 1);
  expect(disk.syncs).toBe(0);
  flusher.wrote(1);
  flusher.wrote(MUCH);
  expect(disk.syncs).toBe(1);
  await flusher.end();
  flusher.wrote(1);
  expect(disk.syncs).toBe(2);
  await flusher.end();
});

it('tells of a refusal at the end, though a later sync went well', async () => {
  const flusher = createFlusher(file(new Error('EIO')));
  flusher.wrote(MUCH);
  await sleep(20);
  flusher.wrote(MUCH);
  await expect(flusher.end()).rejects.toThrow('EIO');
  await expect(flusher.end()).rejects.toThrow('EIO');
});
