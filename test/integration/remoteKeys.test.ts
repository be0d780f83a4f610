// Keys of a remote: what is given is kept, and what is not given again stays where it is.
import { mkdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { createEngine, type Engine } from '../../electron/engine/index.js';
import { buildWorker } from '../support/buildWorker.js';
import { testPorts } from '../support/engineWorld.js';
import { tempFolder } from '../support/tempFolder.js';

let engine: Engine | undefined;
afterEach(() => engine?.close());

/** An engine that tells which keys are kept and forgotten. */
async function opened(folder: string): Promise<{ remotes: Engine['client']['remotes']; kept: string[] }> {
  const kept: string[] = [];
  const secrets = {
    get: (name: string) => Promise.resolve(`read ${name}`),
    set: (name: string, value: string) => Promise.resolve(void kept.push(`${name}=${value}`)),
    delete: (name: string) => Promise.resolve(void kept.push(`no ${name}`)),
    place: () => Promise.resolve({ kept: 'keychain' as const, file: 'secrets.json' }),
  };
  engine = await createEngine({ dataRoot: `${folder}/home`, workerFile: await buildWorker(), door: 'cli' }, { ...testPorts(), secrets });
  return { remotes: engine.client.remotes, kept };
}

function folderIn(folder: string, name: string): string {
  mkdirSync(`${folder}/${name}`);
  return pathToFileURL(`${folder}/${name}`).href;
}

it('other keys for a remote are kept, and those that are not given again are not written anew', async () => {
  const folder = tempFolder();
  const { remotes, kept } = await opened(folder);
  const url = folderIn(folder, 'shared');
  await remotes.add({ name: 'team', target: { url, secrets: { accessKeyId: 'a', secretAccessKey: 'b' } } });
  expect(kept.splice(0)).toEqual(['remote.team.accessKeyId=a', 'remote.team.secretAccessKey=b']);
  await remotes.update({ name: 'team', target: { url, secrets: { secretAccessKey: 'c' } } });
  expect(kept.splice(0)).toEqual(['remote.team.secretAccessKey=c']);
  await remotes.update({ name: 'team', target: { url, secrets: { sessionToken: 'd' } } });
  expect(kept.splice(0)).toEqual(['remote.team.sessionToken=d']);
  await remotes.remove({ name: 'team', force: true });
  expect(kept).toEqual(['no remote.team.accessKeyId', 'no remote.team.secretAccessKey', 'no remote.team.sessionToken']);
});

it('keys that were lost are asked for, and no others taken instead; once they are entered again, the remote opens', async () => {
  const folder = tempFolder();
  const held = new Map<string, string>();
  const secrets = {
    get: (name: string) => Promise.resolve(held.get(name)),
    set: (name: string, value: string) => Promise.resolve(void held.set(name, value)),
    delete: (name: string) => Promise.resolve(void held.delete(name)),
    place: () => Promise.resolve({ kept: 'keychain' as const, file: 'secrets.json' }),
  };
  engine = await createEngine({ dataRoot: `${folder}/home`, workerFile: await buildWorker(), door: 'cli' }, { ...testPorts(), secrets });
  const { remotes } = engine.client;
  mkdirSync(`${folder}/shared`);
  const { href: url } = pathToFileURL(`${folder}/shared`);
  const opened = async (): Promise<boolean> => {
    for await (const event of await remotes.test({ name: 'team' })) if (event.event === 'done') return event.report.ok;
    return false;
  };
  await remotes.add({ name: 'team', target: { url, secrets: { accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'c' } } });
  expect(await opened()).toBe(true);
  held.clear();
  const lost = { code: 'forbidden', message: expect.stringContaining('"cairn remote set team URL --keep-keys"'), details: { remote: 'team', secrets: ['accessKeyId', 'secretAccessKey', 'sessionToken'] } };
  await expect(opened()).rejects.toMatchObject(lost);
  await expect(remotes.update({ name: 'team', target: { url, secrets: {} } })).rejects.toMatchObject(lost);
  await remotes.update({ name: 'team', target: { url, secrets: { accessKeyId: 'd', secretAccessKey: 'e' } } });
  expect(await opened()).toBe(true);
});

it('the keys of a mirror are forgotten with its remote, and when the remote takes its place', async () => {
  const folder = tempFolder();
  const { remotes, kept } = await opened(folder);
  const mirrors = ['shelf', 'usb'].map((mirror) => ({ mirror, url: folderIn(folder, mirror) }));
  await remotes.add({ name: 'team', target: { url: folderIn(folder, 'shared'), secrets: {} } });
  for (const { mirror, url } of mirrors) {
    await remotes.addMirror({ name: 'team', mirror, target: { url, secrets: { secretAccessKey: 'b' } } });
    await remotes.copyMirror({ mirror });
  }
  kept.length = 0;
  await remotes.update({ name: 'team', target: { url: mirrors[1]?.url ?? '', secrets: {} } });
  expect(kept.splice(0)).toEqual(['no remote.usb.secretAccessKey']);
  expect(await remotes.remove({ name: 'team', dryRun: true })).toMatchObject({ mirrors: ['shelf'] });
  expect(kept).toEqual([]);
  expect(await remotes.remove({ name: 'team', force: true })).toMatchObject({ mirrors: ['shelf'] });
  expect(kept).toEqual(['no remote.shelf.secretAccessKey']);
});
