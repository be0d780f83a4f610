// The log of syncing tells what was in conflict and what had to be tried again, and the command line shows and exports it.
import { renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SyncLogLine } from '../../shared/contract/sync.js';
import { cairn, cairnJson } from '../support/cli.js';
import { failureOf } from '../support/engineWorld.js';
import { joinedWorlds } from '../support/joinedWorlds.js';
import { tempFolder } from '../support/tempFolder.js';

const joined = joinedWorlds();

describe('the log of syncing', () => {
  it('names a contested alias when it becomes so, and when it is no more', async () => {
    const remote = tempFolder();
    const [a, b] = [await joined(remote), await joined(remote)];
    for (const n of [0, 1]) await a.log([a.put(`m${n}.bin`, `weights ${n}`)], { name: 'cnn' });
    for (const each of [a, b]) await each.engine.client.sync.now({});
    await b.engine.client.sync.pause();
    await b.engine.client.registry.setAlias({ ref: 'cnn:v1', alias: 'production' });
    await a.engine.client.registry.setAlias({ ref: 'cnn:v0', alias: 'production' });
    await b.engine.client.sync.resume();
    const lines = async ({ engine }: typeof a): Promise<SyncLogLine[]> => (await engine.client.sync.log({ show: 'conflicts' })).rows;
    for (const each of [b, a]) await each.engine.client.sync.now({});
    for (const each of [a, b]) expect(await lines(each)).toMatchObject([{ level: 'warning', about: 'conflict', text: expect.stringMatching(/^cnn:production is contested\. cnn:v0 holds it; .* moved it to cnn:v1\.$/) as string }]);
    await a.engine.client.registry.resolveAlias({ collection: 'cnn', alias: 'production', ref: 'cnn:v0' });
    for (const each of [a, b]) await each.engine.client.sync.now({});
    expect((await lines(b))[0]).toMatchObject({ level: 'info', text: 'cnn:production is contested no more.' });
  }, 60_000);

  it('says once of a request that it is tried again, however often it is', async () => {
    const remote = tempFolder();
    const a = await joined(remote);
    await a.log([a.put('m.bin', 'weights')], { name: 'cnn' });
    await a.engine.client.sync.now({});
    const heads = join(remote, 'heads');
    renameSync(heads, `${heads}.away`);
    symlinkSync('heads', heads);
    expect((await failureOf(a.engine.client.sync.now({}))).code).toBe('offline');
    rmSync(heads);
    renameSync(`${heads}.away`, heads);
    const { rows } = await a.engine.client.sync.log({ query: 'ELOOP', show: 'errors' });
    expect(rows.filter(({ text }) => text.startsWith('team, first try: Listing heads/'))).toHaveLength(1);
    expect(rows).toHaveLength(2);
    await a.engine.client.sync.now({});
  }, 60_000);

  it('is shown and exported by the command line, which limits and ends transfers too', () => {
    const [home, remote] = [tempFolder(), tempFolder()];
    cairnJson(home, ['remote', 'add', 'team', remote]);
    cairnJson(home, ['sync']);
    rmSync(remote, { recursive: true });
    expect(cairn(home, ['sync', '--pause']).status).toBe(0);
    expect(cairnJson<SyncLogLine[]>(home, ['sync', 'log'])).toMatchObject([{ text: 'Paused.', about: null }, { text: 'team: 1 sent (operations)' }, { text: expect.stringContaining('team was added') as string }]);
    expect(cairnJson<SyncLogLine[]>(home, ['sync', 'log', 'was added', '--limit', '1'])).toHaveLength(1);
    expect(cairnJson(home, ['sync', 'log', '--conflicts'])).toEqual([]);
    expect(cairn(home, ['sync', 'log', '--errors', '--skipped']).status).toBe(2);
    expect(cairn(home, ['sync', 'log']).stdout).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}info {5}Paused\.\n/);
    expect(cairnJson(home, ['sync', 'limit', '--up', '5MB/s'])).toEqual({ up: 5_000_000, down: null });
    expect(cairnJson(home, ['sync', 'limit', '--down', '800k'])).toEqual({ up: 5_000_000, down: 800_000 });
    expect(cairn(home, ['sync', 'limit']).stdout).toBe('up at most 5 MB/s, down at most 800 kB/s\n');
    expect(cairnJson(home, ['sync', 'limit', '--up', 'off', '--down', 'off'])).toEqual({ up: null, down: null });
    expect(cairn(home, ['sync', 'cancel', 't1']).status).toBe(3);
  }, 60_000);
});
