// M1 by command line, in a real folder that decides nothing (`?mode=single`): what production serves is changed by the device that gives the
// numbers alone, a device back after others moved raises a challenge, and one choice ends it.
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { cairn, cairnJson } from '../support/cli.js';
import { tempFolder } from '../support/tempFolder.js';

interface Shown {
  ref: string;
  contested: { holder: string; challenges: { ref: string }[] }[];
}

it('a contested alias in a folder of mode single is held by who was first in sequence, and ended once for both', () => {
  const [a, b, work, folder] = [tempFolder(), tempFolder(), tempFolder(), tempFolder()];
  const sync = (home: string): number => cairn(home, ['sync']).status ?? -1;
  const served = (home: string) => cairn(home, ['show', 'cnn:production', '--json']);
  for (const home of [a, b]) {
    cairn(home, ['remote', 'add', 'team', `${pathToFileURL(folder).href}?mode=single`]);
    if (home === a) {
      for (const n of [0, 1, 2]) {
        writeFileSync(join(work, `m${n}.bin`), `weights ${n}`);
        cairnJson(a, ['log', join(work, `m${n}.bin`), '--name', 'cnn']);
      }
    }
    sync(home);
  }
  // Both without the other's: the device that gives the numbers has its place at once, the other came too late.
  expect(cairnJson(a, ['alias', 'set', 'cnn:v0', 'production', '--note', 'reviewed'])).toMatchObject({ state: 'moved', to: 'v0', contested: false });
  const late = cairn(b, ['alias', 'set', 'cnn:v1', 'production', '--json']);
  expect(late.status).not.toBe(0);
  expect(late.stderr).toContain('moved to v0');
  // Made while the disk is away it waits, and is a challenge when others moved meanwhile.
  renameSync(folder, `${folder}-away`);
  expect(cairnJson(b, ['alias', 'set', 'cnn:v1', 'production', '--note', 'faster'])).toMatchObject({ state: 'publishing', to: 'v1' });
  renameSync(`${folder}-away`, folder);
  expect(cairnJson(a, ['alias', 'set', 'cnn:v2', 'production'])).toMatchObject({ state: 'moved', to: 'v2' });
  for (const home of [b, a]) sync(home);
  for (const home of [a, b]) {
    const shown = served(home);
    expect(shown.status).toBe(4);
    expect(JSON.parse(shown.stdout)).toMatchObject({ ref: 'cnn:v2', contested: [{ holder: 'cnn:v2', challenges: [{ ref: 'cnn:v1' }] }] });
  }
  // The choice of the other device has its place when the first one has synced.
  expect(cairnJson(b, ['alias', 'resolve', 'cnn:production', 'cnn:v1', '--note', 'agreed'])).toMatchObject({ state: 'publishing', contested: false });
  expect(served(a).status).toBe(4);
  for (const home of [a, b]) sync(home);
  for (const home of [a, b]) expect(cairnJson<Shown>(home, ['show', 'cnn:production'])).toMatchObject({ ref: 'cnn:v1', contested: [] });
  expect(cairnJson<{ to: string }[]>(b, ['history', 'cnn', '--alias', 'production']).map(({ to }) => to).sort((one, other) => one.localeCompare(other))).toEqual(['v0', 'v1', 'v1', 'v2']);
}, 600_000);
