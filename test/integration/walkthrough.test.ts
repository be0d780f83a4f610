// The walkthrough's steps 1, 3, 6 and 7 on the command line end in the rows that the window's walk by mouse ends in.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cairnJson } from '../support/cli.js';
import { tempFolder } from '../support/tempFolder.js';
import { told, train, WALK, walkByCommand, WALKED, walkRows, weights } from '../support/walkthrough.js';

it('walks by command line', () => {
  const home = tempFolder();
  train(home);
  walkByCommand(home);
  const used = cairnJson<{ ref: string; path: string }>(home, ['use', `${WALK.model}:production`, '-o', join(home, 'served')]);
  expect(used.ref).toBe(`${WALK.model}:v1`);
  expect(readFileSync(join(used.path, 'model.safetensors')).equals(weights(4))).toBe(true);
  expect(cairnJson<{ ref: string }[]>(home, ['ls', 'versions', 'alias:production']).map((row) => row.ref)).toEqual(['mnist-nn:v4']);
  expect(told(walkRows(home))).toEqual(WALKED);
}, 120_000);
