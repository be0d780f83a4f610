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

it('other keys for a remote are kept, and those that are not given again are not written anew', async () => {
  const folder = tempFolder();
  const kept: string[] = [];
  const secrets = {
    get: (name: string) => Promise.resolve(`read ${name}`),
    set: (name: string, value: string) => Promise.resolve(void kept.push(`${name}=${value}`)),
    delete: (name: string) => Promise.resolve(void kept.push(`no ${name}`)),
    place: () => Promise.resolve({ kept: 'keychain' as const, file: 'secrets.json' }),
  };
  engine = await createEngine({ dataRoot: `${folder}/home`, workerFile: await buildWorker(), door: 'cli' }, { ...testPorts(), secrets });
  const { remotes } = engine.client;
  mkdirSync(`${folder}/shared`);
  const { href: url } = pathToFileURL(`${folder}/shared`);
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
