// Streams that are received: who sends slowly, or nothing for a while, holds up nobody else.
import { blake3 } from '@napi-rs/blake-hash';
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type CacheWorld, createCacheWorld } from '../../support/cacheWorld.js';

const MiB = 1024 * 1024;
let world: CacheWorld;
beforeEach(async () => {
  world = await createCacheWorld();
});
afterEach(() => world.end());

/** Bytes of which the second half waits until it is let go. */
function stalling(bytes: Buffer): { source: AsyncIterable<Uint8Array>; letGo: () => void } {
  let letGo = (): void => {};
  const gate = new Promise<void>((resolve) => (letGo = resolve));
  async function* source(): AsyncGenerator<Uint8Array> {
    const half = bytes.length >> 1;
    for (let at = 0; at < bytes.length; at += MiB) {
      if (at >= half) await gate;
      yield bytes.subarray(at, at + MiB);
    }
  }
  return { source: source(), letGo };
}

it('some that stall hold up neither a log, nor a checkout, nor each other', async () => {
  const hold = world.cache.hold();
  const bodies = Array.from({ length: 5 }, () => randomBytes(20 * MiB));
  const streams = bodies.map(stalling);
  const going = streams.map(({ source }) => world.cache.receive(source, hold, { size: 20 * MiB }));
  const through = await world.cache.receive(stalling(Buffer.alloc(0)).source, hold, { size: 0 });
  const kept = randomBytes(5 * MiB);
  const blob = await world.cache.putBytes(kept, hold);
  await world.cache.checkout([{ path: 'kept', digest: blob, size: kept.length }, { path: 'empty', digest: through.digest, size: 0 }], `${world.folder}/out`);
  for (const { letGo } of streams.reverse()) letGo();
  for (const [index, { digest }] of (await Promise.all(going)).entries()) {
    const body = bodies[index] ?? Buffer.alloc(0);
    expect(digest).toBe(`b3:${blake3(body).toString('hex')}`);
    expect(world.cache.chunks(digest)?.chunks.length).toBeGreaterThan(1);
    expect(Buffer.from(await world.cache.read(digest)).equals(body)).toBe(true);
  }
  hold.release();
});

it('one that stalls ends at once when it is cancelled, and leaves nothing', async () => {
  const hold = world.cache.hold();
  const abort = new AbortController();
  const { source, letGo } = stalling(randomBytes(20 * MiB));
  const going = world.cache.receive(source, hold, { size: 20 * MiB, signal: abort.signal });
  const refused = expect(going).rejects.toMatchObject({ code: 'cancelled' });
  await world.cache.putBytes(Buffer.from('meanwhile'), hold);
  abort.abort();
  letGo();
  await refused;
  await hold.cancel();
  expect([...world.blobFiles(), ...world.tempFiles()]).toEqual([]);
});
