// Reaching a socket of the data root.
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { connectTo } from '../../../electron/engine/serve/peer/connect.js';
import { tempFolder } from '../../support/tempFolder.js';

afterEach(() => void vi.useRealTimers());

it('leaves no timer behind where nobody listens: a command ends late by it', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  expect(await connectTo(join(tempFolder(), 'nobody.sock'))).toBeUndefined();
  expect(vi.getTimerCount()).toBe(0);
});
