// A release lets nobody take over its window by the debugging protocol.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { refusedSwitch } from '../../../electron/main/debugging.js';
import { tempFolder } from '../../support/tempFolder.js';

function appWith(manifest: object): string {
  const folder = tempFolder();
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  return folder;
}

const having = (...names: string[]) => (name: string): boolean => names.includes(name);

it.each(['remote-debugging-port', 'remote-debugging-pipe'])('a release refuses --%s', (name) => {
  expect(refusedSwitch({ packaged: true, appPath: appWith({}), hasSwitch: having(name) })).toBe(name);
});

it.each([{ cairnDevelopmentPackage: false }, { cairnDevelopmentPackage: null }, { cairnDevelopmentPackage: 'true' }, { cairnDevelopmentPackage: 1 }])('takes %j for a release', (manifest) => {
  expect(refusedSwitch({ packaged: true, appPath: appWith(manifest), hasSwitch: having('remote-debugging-port') })).toBe('remote-debugging-port');
});

it('a development package and a run from source allow them; nothing is refused that was not asked', () => {
  const all = having('remote-debugging-port', 'remote-debugging-pipe');
  expect(refusedSwitch({ packaged: true, appPath: appWith({ cairnDevelopmentPackage: true }), hasSwitch: all })).toBeUndefined();
  expect(refusedSwitch({ packaged: false, appPath: appWith({}), hasSwitch: all })).toBeUndefined();
  expect(refusedSwitch({ packaged: true, appPath: appWith({}), hasSwitch: having('no-sandbox') })).toBeUndefined();
});
