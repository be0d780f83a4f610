// Who joins a folder knows the disk that others wrote to by its `config`: also when its rights were changed since, and not in a copy.
import { chmodSync, cpSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeEach, expect, test } from 'vitest';
import { openRemote } from '../../../electron/engine/remotes/registry.js';
import type { Remote } from '../../../electron/engine/remotes/types.js';
import { encodeHead } from '../../../electron/engine/sync/headObject.js';
import { configSeen, meetsOthers } from '../../../electron/engine/sync/meeting.js';
import { systemClock, systemRandom } from '../../support/ports.js';
import { tempFolder } from '../../support/tempFolder.js';

const HASH = '0'.repeat(64);
const headOf = (seen: string | undefined): Uint8Array => encodeHead({ registry: 'r', device: HASH, seq: 0, hash: HASH, signature: '0'.repeat(128) }, [], HASH, [], seen);
const open = (folder: string): Promise<Remote> => openRemote(pathToFileURL(folder).href, { clock: systemClock, random: systemRandom });

let root: string;
beforeEach(() => {
  root = join(tempFolder(), 'team');
  mkdirSync(root);
  writeFileSync(join(root, 'config'), 'config');
});

/** As `chmod -R` of the folder does, in a later second than the one in which its files were made. */
function widenRights(): void {
  const config = join(root, 'config');
  const second = (): number => Math.floor(statSync(config).ctimeMs / 1000);
  for (const before = second(); second() === before; ) chmodSync(config, 0o664);
}

test('it is the same disk after its rights were widened', async () => {
  const remote = await open(root);
  await remote.put(`heads/${HASH}`, headOf(await configSeen(remote)));
  widenRights();
  expect(await meetsOthers(remote)).toBe(true);
});

test('heads say it in the way of before too: the inode number and the second of the last change', async () => {
  const remote = await open(root);
  const { ino, ctimeMs } = statSync(join(root, 'config'));
  await remote.put(`heads/${HASH}`, headOf(`${ino}-${Math.floor(ctimeMs / 1000)}`));
  expect(await meetsOthers(remote)).toBe(true);
  await remote.put(`heads/${HASH}`, headOf(`${ino}-${Math.floor(ctimeMs / 1000) - 1}`));
  expect(await meetsOthers(remote)).toBe(false);
});

test('a copy is another, with all its times', async () => {
  const remote = await open(root);
  await remote.put(`heads/${HASH}`, headOf(await configSeen(remote)));
  cpSync(root, `${root}-copy`, { recursive: true, preserveTimestamps: true });
  expect(await meetsOthers(await open(`${root}-copy`))).toBe(false);
});

test('where no head says what it sees, nothing is known', async () => {
  const remote = await open(root);
  await remote.put(`heads/${HASH}`, headOf(undefined));
  expect(await meetsOthers(remote)).toBeUndefined();
});
