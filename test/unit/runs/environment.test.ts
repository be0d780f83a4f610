// What a run started from a shell says of its surroundings: versions of packages, and no path of this computer.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { shellEnvironment } from '../../../electron/host/cli/environment.js';
import { tempFolder } from '../../support/tempFolder.js';

it('tells Python and its packages by what installers leave, and holds no path', () => {
  const root = tempFolder();
  const site = join(root, 'lib', 'python3.11', 'site-packages');
  for (const name of ['numpy-2.1.0.dist-info', 'typing_extensions-4.12.2.dist-info', 'Pillow-10.4.0.egg-info', 'numpy', '__pycache__']) mkdirSync(join(site, name), { recursive: true });
  writeFileSync(join(root, 'pyvenv.cfg'), 'home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.11.9\n');
  const found = shellEnvironment({ VIRTUAL_ENV: root });
  expect(found).toMatchObject({ python: '3.11.9', packages: { numpy: '2.1.0', pillow: '10.4.0', 'typing-extensions': '4.12.2' }, platform: process.platform });
  expect(Object.keys(found['packages'] as object)).toHaveLength(3);
  expect(JSON.stringify(found)).not.toContain(root);
});

it('starts all the same without one, or with one that is gone', () => {
  expect(shellEnvironment({})).not.toHaveProperty('packages');
  expect(shellEnvironment({ VIRTUAL_ENV: join(tempFolder(), 'gone') })).toMatchObject({ python: null, packages: {} });
});
