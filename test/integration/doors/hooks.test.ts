// Hooks: told once of each move, by command and by address, also of moves from another device; never in the way of the move.
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { cairn, cairnJson } from '../../support/cli.js';
import { createEngineWorld } from '../../support/engineWorld.js';
import { openRegistryStore } from '../../../electron/engine/store/registryStore.js';
import type { RegistryStore } from '../../../electron/engine/store/types.js';
import { identityFromSeed } from '../../../electron/engine/domain/chain.js';
import { seededRandom, silent, testClock } from '../../support/testStore.js';
import { tempFolder } from '../../support/tempFolder.js';

interface Payload {
  event: string;
  alias: string;
  model: { name: string };
  to: { ref: string } | null;
  from: { ref: string } | null;
  note: string | null;
  actor: { name: string };
}

/** A program that writes down what it is told, a line a time. */
function recorder(folder: string, then = ''): { readonly program: string; told(): Payload[] } {
  const program = join(folder, 'record.sh');
  const file = join(folder, 'told.jsonl');
  writeFileSync(program, `#!/bin/sh\ncat >> "${file}"\n${then}\n`);
  chmodSync(program, 0o755);
  return { program, told: () => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line) as Payload) : []) };
}

async function until(ready: () => boolean, seconds = 20): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!ready() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 50));
}

/** Another device of the registry moves production, and its operations arrive as sync hands them over. */
function moveElsewhere(store: RegistryStore, collection: string, target: string): void {
  const other = openRegistryStore({ file: ':memory:', id: store.id, clock: testClock(Date.now()), random: seededRandom(7), logger: silent, device: identityFromSeed(new Uint8Array(32).fill(7)), deviceName: 'elsewhere' });
  other.receive([...store.allOps()].map(({ op }) => op), store.signedHeads());
  other.write({ name: 'Far Away' }, (tx) => void tx.moveAlias({ collection, alias: 'production', target }));
  store.receive([...other.allOps()].map(({ op }) => op), other.signedHeads());
  other.close();
}

function twoVersions(home: string, folder: string): void {
  for (const number of [0, 1]) {
    const path = join(folder, `w${number}.bin`);
    writeFileSync(path, `weights ${number}`);
    cairnJson(home, ['log', path, '--name', 'net', '--as', 'w.bin']);
  }
}

describe('cairn hook', () => {
  it('tells a command of each move once, without the move waiting for it', async () => {
    const folder = tempFolder();
    const home = join(folder, 'home');
    twoVersions(home, folder);
    cairnJson(home, ['alias', 'set', 'net:v0', 'production']);
    const { program, told } = recorder(folder, 'sleep 1');
    const hook = JSON.parse(cairn(home, ['--json', 'hook', 'add', 'production', '--model', 'net', '--', program]).stdout) as { id: string };
    const started = Date.now();
    cairnJson(home, ['alias', 'set', 'net:v1', 'production', '--note', 'better']);
    cairnJson(home, ['alias', 'set', 'net:v1', 'other']);
    expect(Date.now() - started).toBeLessThan(20_000);
    await until(() => told().length > 0);
    for (let time = 0; time < 2; time += 1) cairnJson(home, ['hook', 'deliver']);
    expect(told()).toMatchObject([{ event: 'alias.moved', alias: 'production', model: { name: 'net' }, to: { ref: 'net:v1' }, from: { ref: 'net:v0' }, note: 'better' }]);
    await until(() => cairnJson<{ state: string }[]>(home, ['hook', 'log', hook.id])[0]?.state === 'done');
    expect(cairnJson(home, ['hook', 'log', hook.id])).toMatchObject([{ state: 'done', status: 0, attempts: 1 }]);
    cairnJson(home, ['hook', 'rm', hook.id]);
    expect(cairnJson(home, ['hook', 'ls'])).toEqual([]);
  });

  it('refuses what is neither a command nor an address of this computer', () => {
    const home = tempFolder();
    expect(cairn(home, ['hook', 'add', 'production']).status).toBe(2);
    expect(cairn(home, ['hook', 'add', 'production', '--url', 'https://example.com/x']).status).toBe(2);
    expect(cairn(home, ['hook', 'rm', 'none']).status).toBe(3);
  });
});

describe('telling', () => {
  it('tries again what failed, ends what takes too long, and never undoes the move', async () => {
    const world = await createEngineWorld();
    onTestFinished(() => world.end());
    await world.log([world.put('a.bin', 'a')], { name: 'net' });
    const { client } = world.engine;
    const slow = await client.hooks.add({ alias: 'staging', command: ['sleep', '30'], timeout: 1, retries: 0 });
    const missing = await client.hooks.add({ alias: 'staging', command: [world.at('nothing-here')], retries: 1 });
    expect((await client.registry.setAlias({ ref: 'net:v0', alias: 'staging' })).state).toBe('moved');
    expect(await client.hooks.deliver()).toEqual({ told: 0, failed: 2 });
    const log = await client.hooks.log({});
    expect(log.find((run) => run.hook === slow.id)).toMatchObject({ state: 'failed', attempts: 1, output: expect.stringContaining('ended after 1 s') });
    expect(log.find((run) => run.hook === missing.id)).toMatchObject({ state: 'waiting', attempts: 1, output: expect.stringContaining('ENOENT') });
    expect((await world.show('net:staging')).label).toBe('v0');
  });

  it('tells an address, also of a move that arrived from another device', async () => {
    const here = await createEngineWorld();
    onTestFinished(() => here.end());
    const told: Payload[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        told.push(JSON.parse(body) as Payload);
        response.end('thanks');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    await here.log([here.put('a.bin', 'a')], { name: 'net' });
    await here.engine.client.hooks.add({ alias: 'production', url: `http://127.0.0.1:${port}/moved` });
    const store = here.engine.context.registry;
    const { id, collection } = await here.show('net:v0');
    moveElsewhere(store, collection, id);
    expect(await here.engine.client.hooks.deliver()).toEqual({ told: 1, failed: 0 });
    expect(await here.engine.client.hooks.deliver()).toEqual({ told: 0, failed: 0 });
    expect(told).toMatchObject([{ event: 'alias.moved', alias: 'production', to: { ref: 'net:v0' }, actor: { name: 'Far Away' } }]);
    expect(store.hooks.runs(undefined, 10)).toHaveLength(1);
  });
});
