// The list of remotes, where one is changed while another change of it is under way.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { expectError, failureOf } from '../support/engineWorld.js';
import { joinedWorlds } from '../support/joinedWorlds.js';
import { tempFolder } from '../support/tempFolder.js';

const joined = joinedWorlds();
const madeFolder = (name: string): string => {
  const folder = join(tempFolder(), name);
  mkdirSync(folder);
  return folder;
};
const targetOf = (folder: string) => ({ url: pathToFileURL(folder).href, secrets: {} });

it('holds both of two mirrors that are added at once', async () => {
  const { client } = (await joined(madeFolder('team'))).engine;
  await Promise.all(['one', 'two'].map((mirror) => client.remotes.addMirror({ name: 'team', mirror, target: targetOf(madeFolder(mirror)) })));
  const [remote] = await client.remotes.list();
  expect(remote?.mirrors.map(({ name }) => name).sort()).toEqual(['one', 'two']);
});

it('holds no remote that was left while it was being changed', async () => {
  const team = madeFolder('team');
  const { client } = (await joined(team)).engine;
  const changing = failureOf(client.remotes.update({ name: 'team', target: targetOf(team) }));
  await client.remotes.remove({ name: 'team', force: true });
  expectError(await changing, 'not_found', ['team']);
  expect(await client.remotes.list()).toEqual([]);
});
