// A folder that did not change, logged again: no content is read, and the time is that of looking at its files.
import { lstatSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { print, runPair } from '../harness.js';
import { closeHome, inWork, log, openHome } from './world.js';

const FILES = 1000;
/** Enough that the first turns, in which the engine still warms up, do not make the median. */
const PAIRS = 61;

export async function unchanged(): Promise<void> {
  const folder = inWork('folder');
  mkdirSync(folder);
  for (let index = 0; index < FILES; index += 1) writeFileSync(join(folder, `${index}.bin`), `file ${index}`);
  const engine = await openHome('home');
  await new Promise((resolve) => setTimeout(resolve, 2500)); // files must be older than 2 s to be trusted by their stamps
  await log(engine, folder, 'folder');
  let bytesRead = 0;
  await runPair({
    bench: 'ingest',
    case: `the unchanged folder of ${FILES} files again`,
    unit: 'ms',
    peer: 'a bare lstat walk',
    goal: 3,
    pairs: PAIRS,
    ours: {
      async run() {
        bytesRead += (await log(engine, folder, 'folder')).bytesRead;
      },
    },
    theirs: {
      run() {
        for (const name of readdirSync(folder)) lstatSync(join(folder, name));
      },
    },
  });
  print({ bench: 'ingest', case: 'bytes read for the unchanged folder', value: bytesRead, unit: 'bytes', peer: null, ratio: null, goal: 0, ok: bytesRead === 0 });
  await closeHome(engine);
}
