// One pass of a mirror, whatever lies in the remote and whoever publishes meanwhile.
import { closeSync, ftruncateSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { CairnError } from '../../../shared/contract/errors.js';
import { blake3Hex } from '../../../electron/engine/domain/blake3.js';
import { createMemoryRemote } from '../../../electron/engine/remotes/memory.js';
import { openRemote } from '../../../electron/engine/remotes/registry.js';
import type { Remote } from '../../../electron/engine/remotes/types.js';
import { createLanes } from '../../../electron/engine/sync/bytes/lanes.js';
import { copyRemote, type Copied } from '../../../electron/engine/sync/mirror/copyRemote.js';
import { systemClock, systemRandom } from '../../support/ports.js';
import { tempFolder } from '../../support/tempFolder.js';

const DEVICE = 'd'.repeat(64);
const chunkOf = (text: string): string => `chunks/${blake3Hex(text).slice(0, 2)}/${blake3Hex(text)}`;
const pass = (from: Remote, to: Remote, lanes = createLanes()): Promise<Copied> => copyRemote(from, to, { lanes, begin: () => ({ moved: () => {}, end: () => {} }) });
const folderRemote = (folder: string): Promise<Remote> => openRemote(pathToFileURL(folder).href, { clock: systemClock, random: systemRandom });

async function publish(remote: Remote, seq: number, text: string): Promise<void> {
  await remote.putIfAbsent(chunkOf(text), Buffer.from(text));
  const segment = Buffer.from(`names ${text}`);
  await remote.putIfAbsent(`log/${DEVICE}/${String(seq).padStart(16, '0')}-${blake3Hex(segment)}`, segment);
  await remote.put(`heads/${DEVICE}`, Buffer.from(String(seq)));
}

it.each(['chunks/', 'lists/', 'log/', 'heads/'])('leaves nothing that promises more than is there when somebody publishes once %s was listed', async (moment) => {
  const home = createMemoryRemote();
  await publish(home, 0, 'one');
  let published = false;
  const from: Remote = {
    ...home,
    list: async (...args) => {
      const page = await home.list(...args);
      if (args[0] === moment && !published) {
        published = true;
        await publish(home, 1, 'two');
      }
      return page;
    },
  };
  const mirror = createMemoryRemote();
  await pass(from, mirror);
  expect(published).toBe(true);
  const segments = (await mirror.list('log/', undefined)).items.length;
  const chunks = (await mirror.list('chunks/', undefined)).items.length;
  const head = Number(Buffer.from((await mirror.get(`heads/${DEVICE}`, 100)) ?? []).toString());
  expect(segments).toBeLessThanOrEqual(chunks);
  expect(head).toBeLessThan(segments);
  await pass(home, mirror);
  expect((await mirror.list('', undefined)).items).toHaveLength((await home.list('', undefined)).items.length);
});

it('leaves out and names what is longer than such an object may be, and the lanes work on', async () => {
  const folder = tempFolder();
  const key = `chunks/ab/${'ab'.repeat(32)}`;
  mkdirSync(join(folder, 'chunks', 'ab'), { recursive: true });
  const file = openSync(join(folder, key), 'w');
  ftruncateSync(file, 6 * 2 ** 30);
  closeSync(file);
  const lanes = createLanes();
  const mirror = createMemoryRemote();
  expect(await pass(await folderRemote(folder), mirror, lanes)).toMatchObject({ copied: 0, damaged: [key] });
  expect(await lanes.run({}, () => Promise.resolve('on'))).toBe('on');
});

it('passes over a key that the mirror cannot hold, and copies the rest', async () => {
  const from = createMemoryRemote();
  // What the console of a bucket makes when a person makes a folder there.
  await from.putIfAbsent('chunks/', new Uint8Array(0));
  await from.putIfAbsent('devices/aa', Buffer.from('device'));
  const to = await folderRemote(tempFolder());
  expect(await pass(from, to)).toMatchObject({ copied: 1, damaged: [] });
  expect(await to.get('devices/aa', 100)).toBeDefined();
});

it('leaves out and names a head that is too long, and copies the rest', async () => {
  const from = createMemoryRemote();
  await publish(from, 0, 'one');
  const key = `heads/${'e'.repeat(64)}`;
  await from.put(key, new Uint8Array(1024 * 1024));
  const mirror = createMemoryRemote();
  expect(await pass(from, mirror)).toMatchObject({ copied: 3, damaged: [key] });
});

it('fails where the mirror has no room for a name of the protocol: nothing of that is passed over', async () => {
  const from = createMemoryRemote();
  await publish(from, 0, 'one');
  const to: Remote = { ...createMemoryRemote(), putIfAbsent: () => Promise.reject(new CairnError('invalid_input', 'The path is too long.', { errno: 'ENAMETOOLONG' })) };
  await expect(pass(from, to)).rejects.toThrow('The path is too long.');
});
