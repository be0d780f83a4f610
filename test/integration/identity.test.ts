// Backups and cloned disks, as a person makes them: what was logged reaches everybody under one final number, the machines are two devices
// from then on, and nothing is left to look after.
import { once } from 'node:events';
import { cpSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import type { SyncStatus } from '../../shared/contract/sync.js';
import { cairn, cairnJson, startCairn } from '../support/cli.js';
import { openEngine } from '../support/engineWorld.js';
import { tempFolder } from '../support/tempFolder.js';

interface Row {
  readonly ref: string;
  readonly version: string | null;
  readonly digest: string;
}

interface Device {
  readonly id: string;
  readonly self: boolean;
  readonly forked: boolean;
}

function joined(remote: string): string {
  const home = join(tempFolder(), 'home');
  cairnJson(home, ['remote', 'add', 'team', pathToFileURL(remote).href]);
  return home;
}

function log(home: string, text: string): void {
  const file = join(tempFolder(), 'model.bin');
  writeFileSync(file, text);
  cairnJson(home, ['log', file, '--name', 'model']);
}

function copy(home: string, key: 'with' | 'without'): string {
  const to = join(tempFolder(), 'home');
  cpSync(home, to, { recursive: true });
  if (key === 'without') rmSync(join(to, 'device.key'));
  return to;
}

const sync = (home: string): { sent: number; pending: number } => cairnJson(home, ['sync']);
const versions = (home: string): string[] => cairnJson<Row[]>(home, ['ls', 'versions', 'model']).map(({ version, digest }) => `${version} ${digest}`).sort();
const keyOf = (home: string): string => readFileSync(join(home, 'device.key'), 'utf8');
const self = (home: string): Device | undefined => cairnJson<Device[]>(home, ['device', 'ls']).find((device) => device.self);

async function statusOf(home: string): Promise<SyncStatus> {
  const engine = await openEngine(home);
  try {
    return await engine.client.sync.status();
  } finally {
    await engine.close();
  }
}

/** Everybody shows the same so many versions, each with a final number, and has nothing to look after but what it showed before that. */
async function expectDone(count: number, homes: readonly string[]): Promise<void> {
  const [first = ''] = homes;
  expect(versions(first).map((version) => version.split(' ')[0])).toEqual(Array.from({ length: count }, (_, n) => `v${n}`));
  for (const home of homes) {
    expect(versions(home)).toEqual(versions(first));
    expect(sync(home)).toMatchObject({ sent: 0, pending: 0 });
    expect((await statusOf(home)).items.filter(({ kind }) => kind !== 'renumbered')).toEqual([]);
    cairnJson(home, ['acknowledge', 'model']);
    expect(await statusOf(home)).toMatchObject({ word: 'synced', items: [] });
    // One that made nothing here is in no list.
    expect(self(home)?.forked ?? false).toBe(false);
  }
  expect(new Set(homes.map(keyOf)).size).toBe(homes.length);
}

it('a backup without its key sends what the lost computer had not', async () => {
  const remote = tempFolder();
  const lost = joined(remote);
  log(lost, 'one');
  sync(lost);
  log(lost, 'two');
  const unsent = (await statusOf(lost)).registries[0]?.ops ?? 0;
  expect(unsent).toBeGreaterThan(0);
  const back = copy(lost, 'without');
  rmSync(lost, { recursive: true });
  const [before] = (await statusOf(back)).registries;
  expect(before).toMatchObject({ claims: 1, ops: unsent });
  sync(back);
  const other = joined(remote);
  sync(other);
  await expectDone(2, [back, other]);
  log(back, 'three');
  sync(back);
  sync(other);
  await expectDone(3, [back, other]);
}, 120_000);

it('a cloned disk becomes another device, and what both made arrives everywhere', async () => {
  const remote = tempFolder();
  const first = joined(remote);
  log(first, 'one');
  sync(first);
  const clone = copy(first, 'with');
  const key = keyOf(first);
  // Open while another process of its own takes the new identity.
  const open = await openEngine(clone);
  onTestFinished(() => open.close());
  log(first, 'two');
  log(clone, 'three');
  sync(first);
  sync(clone);
  expect(keyOf(clone)).not.toBe(key);
  expect(open.context.registry.device.id).toBe(self(clone)?.id);
  open.context.registry.write({ name: 'Ada' }, (tx) => void tx.append({ kind: 'setting', body: { scope: 'registry', key: 'note', value: 'later' } }));
  log(first, 'four');
  for (const home of [first, clone, first]) sync(home);
  const other = joined(remote);
  sync(other);
  await expectDone(4, [first, clone, other]);
  expect(open.context.registry.opsOf(self(clone)?.id ?? '', 0, 1e9).some(({ op }) => op.body['value'] === 'later')).toBe(true);
}, 120_000);

it('a computer that comes back from an old backup with its key adopts what it forgot, and what it makes then arrives', async () => {
  const remote = tempFolder();
  const home = joined(remote);
  log(home, 'one');
  sync(home);
  const backup = copy(home, 'with');
  log(home, 'two');
  sync(home);
  rmSync(home, { recursive: true });
  renameSync(backup, home);
  log(home, 'three');
  sync(home);
  const other = joined(remote);
  sync(other);
  await expectDone(3, [home, other]);
}, 120_000);

it('killed while it takes a new identity, a clone loses nothing and sends nothing twice', async () => {
  const remote = tempFolder();
  const first = joined(remote);
  log(first, 'one');
  sync(first);
  const made = copy(first, 'with');
  log(first, 'two');
  log(made, 'three');
  sync(first);
  const clones = [300, 700, 1100].map((wait) => ({ wait, home: copy(made, 'with') }));
  for (const { wait, home } of clones) {
    const child = startCairn(home, ['sync']);
    const ended = once(child, 'close');
    child.stdout?.resume();
    child.stderr?.resume();
    await Promise.race([delay(wait), ended]);
    child.kill('SIGKILL');
    await ended;
    expect(existsSync(join(home, 'device.key'))).toBe(true);
    expect(cairn(home, ['verify']).status).toBe(0);
    sync(home);
  }
  const [last = ''] = clones.map(({ home }) => home).reverse();
  sync(first);
  const other = joined(remote);
  sync(other);
  await expectDone(3, [first, last, other]);
}, 240_000);
