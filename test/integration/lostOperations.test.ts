// A part of the log of a device is gone from the remote: who never had it knows that something is lacking and removes nothing for it, and
// who has it puts it again.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StorageFinding } from '../../shared/contract/storage.js';
import type { EngineWorld } from '../support/engineWorld.js';
import { joinedWorlds } from '../support/joinedWorlds.js';
import { tempFolder } from '../support/tempFolder.js';

const joined = joinedWorlds();

async function verified(w: EngineWorld): Promise<StorageFinding[]> {
  for await (const event of await w.engine.client.storage.verify({ remote: true, deep: false })) if (event.event === 'done') return event.findings;
  throw new Error('It ended early');
}

/** Two devices have all that the first one published. */
async function two(): Promise<{ remote: string; a: EngineWorld; b: EngineWorld; device: string; segments: string[] }> {
  const remote = tempFolder();
  const a = await joined(remote);
  for (const name of ['one', 'two']) {
    await a.log([a.put(`${name}.bin`, Buffer.alloc(50_000, name.length + name.charCodeAt(0)))], { name });
    await a.engine.client.sync.now({});
  }
  const device = a.engine.context.registry.device.id;
  const b = await joined(remote);
  return { remote, a, b, device, segments: readdirSync(join(remote, 'log', device)).sort() };
}

describe('the newest operations of another device, which its head names, are gone', () => {
  it('are waited for by who comes anew: it is not synced, and no person is called yet', async () => {
    const { remote, device, segments } = await two();
    rmSync(join(remote, 'log', device, segments.pop() ?? ''));
    const c = await joined(remote);
    expect((await c.engine.client.sync.now({})).findings).toMatchObject([{ reason: 'late', key: `log/${device}/` }]);
    expect(await c.engine.client.sync.status()).toMatchObject({ word: 'waiting', text: '1 waiting', registries: [{ word: 'waiting' }], items: [{ kind: 'late', cause: 'Its head names operations that are not there yet.' }] });
  }, 60_000);

  it('keep who lacks them from collecting: bytes may be named by them alone', async () => {
    const { remote, device, segments } = await two();
    rmSync(join(remote, 'log', device, segments.pop() ?? ''));
    const c = await joined(remote);
    await expect(c.engine.client.storage.collectRemote({ confirm: true })).rejects.toThrow('not everything that others published could be read');
  }, 60_000);
});

describe.each(['newest', 'middle'])('a %s segment of the log of another device that is gone', (which) => {
  const keyOf = (segments: readonly string[]): string => segments[which === 'newest' ? segments.length - 1 : 1] ?? '';

  it('is told by who lacks it, and put again under its own key by who has it', async () => {
    const { remote, b, device, segments } = await two();
    const id = `log/${device}/${keyOf(segments)}`;
    const before = readFileSync(join(remote, id));
    rmSync(join(remote, id));
    const c = await joined(remote);
    expect(await verified(c)).toMatchObject([{ problem: 'missing', healed: false, id }]);
    expect(await verified(b)).toMatchObject([{ problem: 'missing', healed: true, id }]);
    expect(readFileSync(join(remote, id)).equals(before)).toBe(true);
    expect(await verified(b)).toEqual([]);
    expect((await c.engine.client.sync.now({})).findings).toEqual([]);
    expect(await verified(c)).toEqual([]);
    expect(await c.engine.client.sync.status()).toMatchObject({ word: 'synced', items: [] });
    await b.engine.client.sync.now({});
    expect(c.engine.context.registry.stateHash()).toBe(b.engine.context.registry.stateHash());
  }, 60_000);
});
