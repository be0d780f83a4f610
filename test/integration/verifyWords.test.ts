// Whoever verifies and finds damage reads what to do about it; and one version that was imported is one version.
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cairn, cairnJson } from '../support/cli.js';
import { filesUnder } from '../support/filesUnder.js';
import { rot } from '../support/rot.js';
import { tempFolder } from '../support/tempFolder.js';

it('damage is told with the next step, also where no remote gives back what was lost', () => {
  const [home, remote, work] = [tempFolder(), tempFolder(), tempFolder()];
  cairnJson(home, ['remote', 'add', 'team', remote]);
  writeFileSync(join(work, 'm.bin'), Buffer.alloc(200_000, 1));
  const { files } = cairnJson<{ files: { digest: string }[] }>(home, ['log', join(work, 'm.bin'), '--name', 'm']);
  cairnJson(home, ['sync']);
  rot(home, files[0]?.digest ?? '', 3);
  const here = cairn(home, ['verify']);
  expect(here.status).toBe(1);
  expect(here.stdout).toContain('What a remote has comes back with: cairn verify --remote');
  for (const path of filesUnder(join(remote, 'chunks'))) rmSync(join(remote, 'chunks', path));
  const both = cairn(home, ['verify', '--remote']);
  expect(both.status).toBe(1);
  expect(both.stdout).toContain('No remote gave it back. Log the same file again');
}, 60_000);

it('what is damaged in the remote and could not be mended stands in the status until a look at all of it finds it whole', () => {
  const [home, remote, work] = [tempFolder(), tempFolder(), tempFolder()];
  const status = () => cairnJson<{ word: string; items: { kind: string; what: string; next: string }[] }>(home, ['sync', '--status']);
  cairnJson(home, ['remote', 'add', 'team', remote]);
  writeFileSync(join(work, 'm.bin'), Buffer.alloc(200_000, 1));
  cairnJson(home, ['log', join(work, 'm.bin'), '--name', 'm']);
  cairnJson(home, ['sync']);
  cairnJson(home, ['evict', 'm:v0']);
  const [large = ''] = filesUnder(join(remote, 'chunks')).filter((path) => statSync(join(remote, 'chunks', path)).size === 200_000);
  const path = join(remote, 'chunks', large);
  const whole = readFileSync(path);
  writeFileSync(path, Buffer.alloc(200_000, 2));
  expect(cairn(home, ['verify', '--remote', '--deep']).status).toBe(1);
  const standing = { word: 'attention', items: [{ kind: 'damaged', what: 'm:v0', next: expect.stringContaining('check this remote') as string }] };
  expect(status()).toMatchObject(standing);
  cairnJson(home, ['sync']);
  cairn(home, ['verify', '--remote']);
  expect(status()).toMatchObject(standing);
  writeFileSync(path, whole);
  expect(cairn(home, ['verify', '--remote', '--deep']).status).toBe(0);
  expect(status()).toMatchObject({ word: 'synced', items: [] });
}, 60_000);

it('one version that came with a file is one version', () => {
  const [from, to, work] = [tempFolder(), tempFolder(), tempFolder()];
  writeFileSync(join(work, 'm.bin'), 'weights');
  cairnJson(from, ['log', join(work, 'm.bin'), '--name', 'm']);
  cairnJson(from, ['export', 'm', join(work, 'm.cairn')]);
  expect(cairn(to, ['import', join(work, 'm.cairn'), '--dry-run']).stdout).toContain('1 version, 0 of them');
  expect(cairn(to, ['import', join(work, 'm.cairn')]).stdout).toContain('1 version and 7 B came into');
}, 60_000);
