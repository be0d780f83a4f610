// A shared folder that may be read and not written: it is joined and read, and what is made here waits.
import { pathToFileURL } from 'node:url';
import { expect, it, onTestFinished, type TestContext } from 'vitest';
import { createEngineWorld, failureOf, type EngineWorld } from '../support/engineWorld.js';
import { joinedWorlds } from '../support/joinedWorlds.js';
import { tempFolder } from '../support/tempFolder.js';
import { mountReadOnly, NO_READ_ONLY } from '../support/volumes.js';

const joined = joinedWorlds();

/** A folder that holds a registry with `one:v0`, and a read-only view of it. */
async function shared(skip: TestContext['skip']): Promise<{ folder: string; view: string; first: EngineWorld }> {
  const folder = tempFolder();
  const first = await joined(folder);
  await first.log([first.put('one.bin', Buffer.alloc(100_000, 1))], { name: 'one' });
  await first.engine.client.sync.now({});
  const volume = mountReadOnly(folder);
  if (!volume) return skip(NO_READ_ONLY);
  onTestFinished(() => volume.end());
  return { folder, view: volume.folder, first };
}

it('is joined, and says that it can be read and not changed', async ({ skip }) => {
  const { folder, view, first } = await shared(skip);
  const w = await createEngineWorld();
  onTestFinished(() => w.end());
  const { remote, report } = await w.engine.client.remotes.add({ name: 'team', target: { url: pathToFileURL(view).href, secrets: {} } });
  expect(remote).toMatchObject({ writable: false, mode: 'cas' });
  expect(report.checks.find(({ id }) => id === 'rights')).toMatchObject({ state: 'warning', message: expect.stringContaining('can be read, and not changed') as string });
  expect(await w.engine.client.sync.now({})).toMatchObject({ findings: [] });
  expect((await w.use('one:v0', w.at('out'))).bytes).toBe(100_000);
  const logging = (): Promise<unknown> => w.log([w.put('two.bin', 'two')], { name: 'two' });
  expect((await failureOf(logging())).message).toMatch(/folder of "team" may be read and not written.*run "cairn remote test team"/);
  const { remotes } = w.engine.context;
  const [stored] = remotes.list();
  if (!stored) throw new Error('no remote');
  remotes.put({ ...stored, url: pathToFileURL(folder).href });
  for await (const _ of await w.engine.client.remotes.test({ name: 'team' })) void _;
  await logging();
  expect(await w.engine.client.sync.now({})).toMatchObject({ pending: 0, findings: [] });
  // Numbers are taken by everybody there, as before.
  await first.engine.client.sync.now({});
  for (const { engine } of [w, first]) expect((await engine.client.sync.status()).registries).toMatchObject([{ numbering: null }]);
}, 60_000);

it('that could be written when it was added is read on, says so, and gets what waited once it can be written again', async ({ skip }) => {
  const { folder, view, first } = await shared(skip);
  const w = await joined(folder);
  const { remotes } = w.engine.context;
  const [stored] = remotes.list();
  if (!stored) throw new Error('no remote');
  remotes.put({ ...stored, url: pathToFileURL(view).href });
  await w.log([w.put('two.bin', 'two')], { name: 'two' });
  await first.log([first.put('three.bin', 'three')], { name: 'three' });
  await first.engine.client.sync.now({});
  const done = await w.engine.client.sync.now({});
  expect(done).toMatchObject({ sent: 0, findings: [{ reason: 'read_only' }] });
  expect(done.pending).toBeGreaterThan(0);
  expect((await w.use('three:v0', w.at('three'))).bytes).toBe(5);
  const [item] = (await w.engine.client.sync.status()).items;
  expect(item?.next).toMatch(/rights of the folder/);
  remotes.put(stored);
  expect(await w.engine.client.sync.now({})).toMatchObject({ pending: 0, findings: [] });
}, 60_000);
