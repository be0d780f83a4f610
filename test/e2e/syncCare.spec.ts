// Taking care of a remote by mouse: what is missing there is found and mended, the storage is tried out as it stands, the numbers are
// taken over from a device that is lost, and a folder that has become empty is filled again.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { safetensorsBytes } from '../fixtures/safetensors.js';
import { cairnJson } from '../support/cli.js';
import { filesUnder } from '../support/filesUnder.js';
import { expect, test, type Cairn } from './app.js';
import { look, setSize, SIZES } from './screens/look.js';

function logModel(home: string, name: string, seed: number): void {
  const file = join(home, `${name}.safetensors`);
  writeFileSync(file, safetensorsBytes({ w: { dtype: 'F32', shape: [128, 128], data: Buffer.alloc(65_536, seed) } }, {}));
  cairnJson(home, ['log', file, '--name', name]);
}

async function syncNow({ page }: Cairn, word = 'Synced'): Promise<void> {
  await page.getByRole('button', { name: 'Sync now' }).click();
  await expect(page.getByRole('link', { name: word })).toBeVisible();
}

test('a remote is checked and mended, tested, taken over and filled again', async ({ cairn, home }) => {
  test.setTimeout(240_000);
  const { page } = cairn;
  const problems: string[] = [];
  const [folder, lost] = [join(home, 'shared'), join(home, 'lost')];
  mkdirSync(folder);
  await setSize(cairn, SIZES[0]);
  const url = `file://${folder}?mode=single`;
  cairnJson(lost, ['remote', 'add', 'team', url]);
  logModel(lost, 'old', 3);
  cairnJson(lost, ['sync']);
  cairnJson(home, ['remote', 'add', 'team', url]);
  logModel(home, 'mnist-cnn', 7);
  await page.getByRole('link', { name: /Synced|This device only|Syncing/ }).click();
  // Its version waits for a number until the other device syncs.
  await syncNow(cairn, '1 waiting');

  const remotes = page.getByRole('region', { name: 'Remotes', exact: true });
  await expect(remotes).toContainText('Numbers are given by');
  await remotes.getByRole('button', { name: 'Give them from here…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText(/Meant for when .* is lost/)).toBeVisible();
  await look(cairn, 'sync-numbering', problems);
  await dialog.getByRole('button', { name: 'Give them from here' }).click();
  await expect(remotes).toContainText('This device gives the numbers here');
  await syncNow(cairn);

  const check = async (what: string): Promise<void> => {
    await remotes.getByRole('button', { name: 'Check team' }).click();
    await page.getByRole('menuitem', { name: what }).click();
  };
  for (const path of filesUnder(join(folder, 'chunks'))) rmSync(join(folder, 'chunks', path));
  await check('Look for what is missing');
  const result = page.getByRole('region', { name: 'Check of team' });
  const found = result.getByRole('list', { name: 'What was found' });
  await expect(found.getByRole('listitem').filter({ hasText: 'mnist-cnn:v0' })).toContainText('healed');
  await expect(found.getByRole('listitem').filter({ hasText: 'old:v0' })).toContainText('not healed');
  await expect(found).toContainText('In the remote its bytes were missing');
  await look(cairn, 'sync-checked', problems);
  cairnJson(lost, ['verify', '--remote']);
  await check('Read every byte there too');
  await expect(result).toContainText('Everything is here and in team as it was written');
  await result.getByRole('button', { name: 'Dismiss' }).click();
  await expect(result).toBeHidden();

  await check('Test the storage…');
  await expect(dialog.getByRole('list', { name: 'What was tried' }).getByRole('listitem').nth(3)).toBeVisible();
  await expect(dialog.getByText('team keeps what it promises.')).toBeVisible();
  await look(cairn, 'sync-test', problems);
  await dialog.getByRole('button', { name: 'Close' }).last().click();

  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
  await page.getByRole('button', { name: 'Sync now' }).click();
  const needs = page.getByRole('region', { name: 'Needs you' });
  await expect(needs).toContainText('this device can fill it again');
  await look(cairn, 'sync-gone', problems);
  await needs.getByRole('button', { name: 'Fill team again…' }).click();
  await expect(dialog.getByText(/Makes team the home of this registry again/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Fill it again' }).click();
  await expect(dialog).toBeHidden();
  await expect(needs).toBeHidden();
  expect(filesUnder(join(folder, 'chunks')).length).toBeGreaterThan(0);

  await page.getByRole('button', { name: 'Log', exact: true }).click();
  const lines = page.getByRole('list', { name: 'Log of the sync' }).getByRole('listitem');
  const only = async (kind: string): Promise<void> => page.getByRole('radiogroup', { name: 'Which lines' }).getByText(kind, { exact: true }).click();
  await only('Errors');
  await expect(lines.first()).toContainText('held this registry, and holds nothing now');
  await look(cairn, 'sync-log-errors', problems);
  const saved = join(home, 'saved.log');
  await cairn.app.evaluate(({ session }, to) => session.defaultSession.once('will-download', (_event, item) => item.setSavePath(to)), saved);
  await page.getByRole('button', { name: 'Export…' }).click();
  await expect.poll(() => existsSync(saved) && readFileSync(saved, 'utf8')).toMatch(/^\S+Z\terror\t.*holds nothing now/);
  await only('Conflicts');
  await expect(page.getByRole('heading', { name: 'Nothing was in conflict' })).toBeVisible();
  await look(cairn, 'sync-log-none', problems);
  expect(problems).toEqual([]);
});
