// Bytes of a registry without a remote stay on this computer, whatever the remote of another registry has: nobody there keeps them for it.
import { randomBytes } from 'node:crypto';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import type { Freed } from '../../shared/contract/storage.js';
import { createCapKeeper } from '../../electron/engine/commands/storage/cap.js';
import { createEngineWorld, type EngineWorld } from '../support/engineWorld.js';
import { filesUnder } from '../support/filesUnder.js';
import { joinedWorlds } from '../support/joinedWorlds.js';
import { tempFolder } from '../support/tempFolder.js';

const joined = joinedWorlds();
const DAY_MS = 86_400_000;

interface Both {
  readonly w: EngineWorld;
  readonly file: string;
  readonly team: string;
  readonly computer: string;
  /** Reference of the version in the registry of the remote, which was sent. */
  readonly ours: string;
}

/** One file, logged on this computer as `mine` and in the registry of a remote as `ours`. */
async function both({ mine = true } = {}): Promise<Both> {
  const w = await joined(tempFolder());
  const { context, client } = w.engine;
  const [remote] = await client.remotes.list();
  const computer = context.registries.find(({ home }) => home === 'computer')?.id ?? '';
  const file = w.put('large.bin', randomBytes(300_000));
  context.useRegistry(computer);
  if (mine) await w.log([file], { name: 'mine' });
  context.useRegistry(remote?.registry ?? '');
  await w.log([file], { name: 'ours' });
  await client.sync.now({});
  return { w, file, team: remote?.registry ?? '', computer, ours: (await w.show('ours')).ref };
}

async function at<T>({ engine }: EngineWorld, days: number, work: () => Promise<T>): Promise<T> {
  const clock = engine.context.ports.clock as { now: () => number };
  const real = clock.now;
  clock.now = () => real() + days * DAY_MS;
  try {
    return await work();
  } finally {
    clock.now = real;
  }
}

const evicted = ({ engine }: EngineWorld, ref: string): Promise<Freed> => engine.client.storage.evict({ subject: { ref }, confirm: true });

it('outlive the size cap, the end of the version that was sent, and a collection in the remote', async () => {
  const { w, computer, ours } = await both();
  const { context, client } = w.engine;
  context.settings.update({ cacheCap: 1000 });
  await createCapKeeper(context)(new AbortController().signal);
  await at(w, -40, () => client.registry.delete({ ref: ours, force: true }));
  await client.sync.now({});
  expect((await client.storage.collectRemote({ confirm: true })).gone.bytes).toBe(300_000);
  context.useRegistry(computer);
  await w.use('mine:v0', w.at('out'));
});

it('are not freed with a version of the same bytes that was sent, and the person is told for whom they stay', async () => {
  const { w, ours } = await both();
  expect(await evicted(w, ours)).toMatchObject({ bytes: 0, kept: [{ reason: 'only_copy', bytes: 300_000, message: 'ours:v0 stays: mine:v0 holds the same bytes, and its registry has no remote here.' }] });
  expect(await w.engine.client.storage.free({ bytes: 1e9, confirm: true })).toMatchObject({ bytes: 0 });
});

it('stay for a deleted version while it can be brought back, and no longer', async () => {
  const { w, team, computer, ours } = await both();
  const { context, client } = w.engine;
  context.useRegistry(computer);
  await client.registry.delete({ ref: 'mine:v0', force: true });
  context.useRegistry(team);
  expect(await evicted(w, ours)).toMatchObject({ bytes: 0 });
  expect(await at(w, 31, () => evicted(w, ours))).toMatchObject({ bytes: 300_000 });
});

it('stay for what an operation names by itself', async () => {
  const { w, computer, ours } = await both({ mine: false });
  const { context } = w.engine;
  const store = context.registries.find(({ id }) => id === computer);
  const { blob } = context.registry.read.versionBlobs([(await w.show(ours)).id])[0] ?? { blob: '' };
  store?.write(context.actor(), (tx) => void tx.append({ kind: 'setting', body: { scope: 'registry', key: 'of a later version', value: blob } }));
  expect(await evicted(w, ours)).toMatchObject({ bytes: 0, kept: [{ reason: 'only_copy' }] });
});

it('stay for what was logged while the remote was asked', async () => {
  const { w, file, team, computer, ours } = await both({ mine: false });
  const { context } = w.engine;
  const { remote: wire } = await context.sync.open(team);
  const spied = wire as { -readonly [K in keyof typeof wire]: (typeof wire)[K] };
  const { head } = spied;
  spied.head = async (...args) => {
    const item = await head(...args);
    spied.head = head;
    context.useRegistry(computer);
    await w.log([file], { name: 'mine' });
    return item;
  };
  expect(await evicted(w, ours)).toMatchObject({ bytes: 0 });
});

it('stay after the remote was left', async () => {
  const { w, team } = await both({ mine: false });
  const { context, client } = w.engine;
  const other = await client.remotes.add({ name: 'other', target: { url: pathToFileURL(tempFolder()).href, secrets: {} } });
  context.useRegistry(other.remote.registry);
  await w.log([w.at('large.bin')], { name: 'theirs' });
  await client.sync.now({});
  await client.remotes.remove({ name: 'team', force: false, dryRun: false });
  expect(context.registries.some(({ id }) => id === team)).toBe(true);
  expect(await evicted(w, 'theirs:v0')).toMatchObject({ bytes: 0, kept: [{ reason: 'only_copy' }] });
});

it('are those of a registry with a remote once they moved there, but not what was logged here since', async () => {
  const { w, file, team, computer, ours } = await both();
  const { context, client } = w.engine;
  await client.remotes.moveIn({ name: 'team', confirm: true });
  await client.sync.now({});
  context.useRegistry(team);
  const freed = await client.storage.evict({ subject: { ref: ours } });
  expect(freed).toMatchObject({ bytes: 300_000 });
  context.useRegistry(computer);
  await w.log([file], { name: 'since' });
  context.useRegistry(team);
  expect(await evicted(w, ours)).toMatchObject({ bytes: 0, kept: [{ message: 'ours:v0 stays: since:v0 holds the same bytes, and its registry has no remote here.' }] });
});

it.each(['freed', 'collected'])('are not %s where another process has just logged them in a registry that it added', async (how) => {
  const { w, file, team, ours } = await both({ mine: false });
  const { context, client } = w.engine;
  const [row] = context.registry.read.versionBlobs([(await w.show(ours)).id]);
  const blob = row?.blob ?? '';
  if (how === 'collected') await at(w, -40, () => client.registry.delete({ ref: ours, force: true }));
  const other = await createEngineWorld({ home: w.home });
  const added = await other.engine.client.remotes.add({ name: 'other', target: { url: pathToFileURL(tempFolder()).href, secrets: {} } });
  other.engine.context.useRegistry(added.remote.registry);
  await other.log([file], { name: 'theirs' });
  await other.end();
  context.settings.update({ registry: team });
  if (how === 'freed') await evicted(w, ours);
  else await client.storage.collect({ confirm: true });
  expect(context.cache.has([blob])).toEqual([true]);
});

it('has to be in the remote of every registry where it can still be brought back', async () => {
  const { w, team, ours } = await both({ mine: false });
  const { context, client } = w.engine;
  const second = tempFolder();
  const other = await client.remotes.add({ name: 'other', target: { url: pathToFileURL(second).href, secrets: {} } });
  context.useRegistry(other.remote.registry);
  await w.log([w.at('large.bin')], { name: 'theirs' });
  await client.sync.now({});
  await client.registry.delete({ ref: 'theirs:v0', force: true });
  await client.sync.now({});
  for (const path of filesUnder(join(second, 'chunks'))) renameSync(join(second, 'chunks', path), join(second, 'chunks', `${path}.away`));
  context.useRegistry(team);
  expect(await evicted(w, ours)).toMatchObject({ bytes: 0, kept: [{ reason: 'only_copy', message: 'ours:v0 stays: other, one of the remotes that have to hold it, does not.' }] });
  expect(await at(w, 31, () => evicted(w, ours))).toMatchObject({ bytes: 300_000 });
});
