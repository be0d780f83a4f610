// The sockets of the data root: two that are opened at once are their owner's alone, and leave the process as it was.
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { listenAt } from '../../../electron/engine/serve/peer/listen.js';
import { tempFolder } from '../../support/tempFolder.js';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const modeOf = (path: string): number => statSync(path).mode & 0o777;

it.skipIf(process.platform === 'win32')('nobody else can open them, and folders made meanwhile can be opened', async () => {
  const folder = tempFolder();
  const before = process.umask();
  const addresses = ['one.sock', 'two.sock'].map((name) => join(folder, name));
  const opening = addresses.map((address) => listenAt(address, () => {}, quiet, 'lost'));
  mkdirSync(join(folder, 'meanwhile'));
  const servers = await Promise.all(opening);
  expect(process.umask()).toBe(before);
  expect(modeOf(join(folder, 'meanwhile')) & 0o700).toBe(0o700);
  for (const address of addresses) expect(modeOf(address)).toBe(0o600);
  for (const server of servers) await server?.close();
});
