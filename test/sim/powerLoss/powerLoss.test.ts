// The real cache on a recorded disk: whenever the power goes, what somebody was told is kept is there, and nothing is there that is
// something else. Left out, each fsync is missed.
import { expect, test } from 'vitest';
import { buildWorker } from '../../support/buildWorker.js';
import { tempFolder } from '../../support/tempFolder.js';
import { losePower } from './check.js';
import { PLANTED } from './planted.js';
import { recordedProgram } from './record.js';

/** How many programs are recorded. */
const PROGRAMS = Math.max(1, Math.round(Number(process.env['CAIRN_SEEDS'] ?? 1000) / 500));
const FIRST = Number(process.env['CAIRN_SEED'] ?? 1);

test(`whenever the power goes while ${PROGRAMS} programs keep bytes, what was told is kept`, { timeout: 240_000 + PROGRAMS * 60_000 }, async () => {
  const program = await recordedProgram('sound');
  let losses = 0;
  for (let seed = FIRST; seed < FIRST + PROGRAMS; seed += 1) {
    const folder = tempFolder();
    losses += await losePower(program.record(seed, folder), folder, seed, await buildWorker());
  }
  process.stdout.write(`power: ${PROGRAMS} programs from ${FIRST} on, which left ${losses} disks\n`);
});

test.each(PLANTED.map((fault, index) => [fault.what, fault, index] as const))('a cache that %s is caught', async (_what, fault, index) => {
  const folder = tempFolder();
  const events = (await recordedProgram(`fault${index}`, fault)).record(1, folder);
  await expect(losePower(events, folder, 1, await buildWorker())).rejects.toThrow('the power went after event');
});
