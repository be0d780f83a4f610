// A file that two versions carry each in its own way: it comes as long as one of them is whole.
import { afterEach, expect, test } from 'vitest';
import { createLanes } from '../../../electron/engine/sync/bytes/lanes.js';
import { fetchVersions } from '../../../electron/engine/sync/centre/fetchVersions.js';
import { readConfig } from '../../../electron/engine/sync/config.js';
import { chunkKey } from '../../../electron/engine/sync/keys.js';
import { putManifestObject } from '../../../electron/engine/sync/manifests.js';
import { syncOnce } from '../../../electron/engine/sync/syncOnce.js';
import { seededRandom } from '../../../shared/util/seededRandom.js';
import { createDevice, log, type Device } from '../../sim/engines/device.js';
import { cut, digestOf, PIECE } from '../../sim/engines/disk.js';
import { createFragile } from '../../sim/engines/store.js';

const devices: Device[] = [];
afterEach(() => {
  for (const { store } of devices.splice(0)) store.close();
});

test('by the way of the one that is whole, whichever it is', async () => {
  for (const lost of ['of the list', 'the whole']) {
    const time = { ms: 1_700_000_000_000 };
    const remote = createFragile(() => time.ms);
    const [a, b] = [0, 1].map((index) => createDevice(index, index, time, seededRandom(index), () => remote, () => ({ put() {}, removed() {} }))) as [Device, Device];
    devices.push(a, b);
    const body = new Uint8Array(5 * PIECE + 7).fill(7);
    const blob = digestOf(body);
    for (const count of [1, 2]) log(a, 0, body, count);
    await syncOnce(a, remote);
    const [, second = ''] = a.store.read.versionsOfBlob(blob);
    const digest = a.store.read.version(second)?.digest ?? '';
    for (const key of await remote.keys(`manifests/${digest.slice(3)}`)) remote.lose(key);
    await putManifestObject(remote, digest, a.store.read.manifest(digest) ?? '', {});
    if (lost === 'of the list') {
      remote.plant(chunkKey(blob), body);
      remote.lose(chunkKey(cut(body).chunks[5]?.digest ?? ''));
    }
    await syncOnce(b, remote);
    const context = { party: b, bytes: b.bytes, remote, remoteId: (await readConfig(remote))?.remoteId ?? '', lanes: createLanes() };
    const missing = await fetchVersions(context, b.store.read.versionsOfBlob(blob), { urgent: true, only: new Set([blob]), begin: () => ({ moved: () => {}, end: () => {} }) });
    expect(missing, lost).toEqual([]);
    expect(digestOf(b.disk.read(blob) ?? new Uint8Array(0)), lost).toBe(blob);
  }
});
