// Some stores keep half an object when its upload is cut (seen: versitygw 1.8). Whoever sends it again puts the whole over it.
import { expect, test } from 'vitest';
import { CairnError } from '../../../shared/contract/errors.js';
import { createMemoryRemote } from '../../../electron/engine/remotes/memory.js';
import type { Remote } from '../../../electron/engine/remotes/types.js';
import { putWhole } from '../../../electron/engine/sync/putWhole.js';

/** The first write of each key is cut in the middle, and half of it stays. */
function cutting(inner: Remote): Remote {
  const cut = new Set<string>();
  return {
    ...inner,
    async putIfAbsent(key, body, signal) {
      if (cut.has(key)) return inner.putIfAbsent(key, body, signal);
      cut.add(key);
      await inner.putIfAbsent(key, body.subarray(0, body.length >> 1), signal);
      throw new CairnError('offline', 'The connection was cut.', { retry: true });
    },
  };
}

test.each(['chunks/aa/x', 'log/d/0-x', 'manifests/d/x', 'lists/b/x', 'devices/d'])('%s: half an object is put over by the whole', async (key) => {
  const inner = createMemoryRemote();
  const remote = cutting(inner);
  const body = Buffer.from('all of these bytes');
  await expect(putWhole(remote, key, body)).rejects.toMatchObject({ code: 'offline' });
  expect((await inner.get(key, 100))?.length).toBe(body.length >> 1);
  await putWhole(remote, key, body);
  expect(Buffer.from((await inner.get(key, 100)) ?? []).toString()).toBe(body.toString());
});
