// An object under manifests/ may be of any length: anybody with the credentials can put one.
import { closeSync, ftruncateSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { openRemote } from '../../../electron/engine/remotes/registry.js';
import { readManifestObjects } from '../../../electron/engine/sync/manifests.js';
import { systemClock, systemRandom } from '../../support/ports.js';
import { tempFolder } from '../../support/tempFolder.js';

it('one that is too long is not read, and keeps no other from being read', async () => {
  const folder = tempFolder();
  const [lying, other] = ['ab'.repeat(32), 'ee'.repeat(32)];
  mkdirSync(join(folder, 'manifests', lying), { recursive: true });
  const file = openSync(join(folder, 'manifests', lying, 'cd'.repeat(32)), 'w');
  ftruncateSync(file, 6 * 2 ** 30);
  closeSync(file);
  const remote = await openRemote(pathToFileURL(folder).href, { clock: systemClock, random: systemRandom });
  expect(await readManifestObjects(remote, `b3:${lying}`, false)).toMatchObject({ findings: [{ reason: 'too_long' }] });
  await remote.putIfAbsent(`manifests/${other}/${'11'.repeat(32)}`, Buffer.from('x'));
  expect(await readManifestObjects(remote, `b3:${other}`, false)).toMatchObject({ findings: [{ reason: 'bad_digest' }] });
});
