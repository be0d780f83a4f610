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
