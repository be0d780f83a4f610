// Storage by mouse: what takes space, freeing it with a promise, fetching and keeping a version, moving what was made here into a team's
// folder, taking a device out, and a file that carries versions to another computer.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { safetensorsBytes } from '../fixtures/safetensors.js';
import { cairn as run, cairnJson } from '../support/cli.js';
import { expect, test, type Cairn } from './app.js';
import { answerDialogs } from './dialog.js';
import { shell } from './screens/shell.js';
import { look, setSize, SIZES } from './screens/look.js';
import { versionScreen } from './screens/version.js';

function logModel(home: string, name: string, seed: number): void {
  const file = join(home, 'model.safetensors');
  writeFileSync(file, safetensorsBytes({ w: { dtype: 'F32', shape: [256, 256], data: Buffer.alloc(262_144, seed) } }, {}));
  cairnJson(home, ['log', file, '--name', name, '--metric', 'acc=0.9']);
}

async function openStorage({ page }: Cairn): Promise<void> {
  await page.getByRole('link', { name: /Local cache/ }).click();
  await expect(page.getByRole('heading', { name: 'Storage', exact: true })).toBeVisible();
  await expect(page.getByRole('region', { name: 'On this computer' })).toBeVisible();
}

test('what is on this computer moves into a folder of the team, is freed here with a promise, and comes back', async ({ cairn, home }) => {
  test.setTimeout(240_000);
  const { page } = cairn;
  const problems: string[] = [];
  const folder = join(home, 'shared');
  mkdirSync(folder);
  await setSize(cairn, SIZES[0]);
  logModel(home, 'mnist-cnn', 7);
  logModel(home, 'mnist-cnn', 8);
  logModel(home, 'digits', 9);
  await openStorage(cairn);
  await expect(page.getByRole('grid', { name: 'Collections by size' }).getByText('mnist-cnn')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Free up space…' })).toBeDisabled();

  cairnJson(home, ['remote', 'add', 'team', folder]);
  await page.getByRole('link', { name: /Synced|This device only/ }).click();
  await page.getByRole('button', { name: 'Move in…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('list', { name: 'What moves' }).getByRole('listitem')).toHaveCount(2);
  await expect(dialog.getByText(/Moves 3 versions, .* into team/)).toBeVisible();
  await look(cairn, 'sync-move-in', problems);
  await dialog.getByRole('button', { name: 'Move 3 versions' }).click();
  await expect(dialog).toBeHidden();
  await page.getByRole('button', { name: 'Registry: team' }).click();
  await expect(page.getByRole('menuitem', { name: 'On this computer' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Sync now' }).click();
  await expect(page.getByRole('link', { name: 'Synced' })).toBeVisible();

  await shell(page).go('Activity');
  await expect(page.getByText(/logged mnist-cnn:v1/).first()).toContainText(/made on this computer, moved in by .* on /);
  await look(cairn, 'activity-moved-in', problems);
  const version = versionScreen(cairn);
  await version.open('mnist-cnn', 'v1');
  const where = page.getByRole('button', { name: /where the bytes of .* are/ });
  await expect(where).toContainText('Available offline');
  await where.click();
  await page.getByRole('menuitem', { name: 'Keep on this device' }).click();
  await expect(where).toContainText('Pinned');
  await openStorage(cairn);
  await page.getByRole('button', { name: 'Free up space…' }).click();
  await expect(dialog.getByText(/Frees exactly [\d,]+ bytes/)).toBeVisible();
  await expect(dialog.getByRole('list', { name: 'What stays here' })).toContainText('mnist-cnn:v1 stays: it is pinned');
  await look(cairn, 'storage-free', problems);
  await dialog.getByRole('button', { name: /^Free / }).click();
  await expect(dialog).toBeHidden();
  const row = page.getByRole('grid', { name: 'Collections by size' }).getByRole('row', { name: /digits/ });
  await expect(row).toContainText('Online only');
  await page.getByRole('button', { name: 'Count' }).click();
  await expect(page.getByRole('region', { name: 'In team' })).toContainText('In all');
  await look(cairn, 'storage', problems);

  await shell(page).go('Artifacts');
  await expect(page.getByRole('grid').getByRole('row', { name: /mnist-cnn/ })).toContainText('Partly here');
  await look(cairn, 'artifacts-partly', problems);
  await version.open('digits', 'v0');
  await expect(where).toContainText('Online only');
  await page.getByRole('button', { name: 'Fetch now' }).click();
  await expect(where).toContainText('Available offline');
  await where.click();
  await page.getByRole('menuitem', { name: 'Export to a .cairn file…' }).click();
  await expect(dialog.getByRole('textbox', { name: 'Name of the file' })).toHaveValue('digits-v0.cairn');
  await answerDialogs(cairn, [home]);
  await dialog.getByRole('button', { name: 'Choose a folder…' }).click();
  await expect(page.getByText(/1 version in .*digits-v0\.cairn/)).toBeVisible();
  expect(problems).toEqual([]);
});

test('a device is taken out, and what it makes afterwards counts no more; a file brings versions to a computer without a remote', async ({ cairn, home }) => {
  test.setTimeout(240_000);
  const { page } = cairn;
  const problems: string[] = [];
  const [folder, second, third] = [join(home, 'shared'), join(home, 'second'), join(home, 'third')];
  mkdirSync(folder);
  await setSize(cairn, SIZES[0]);
  for (const each of [home, second]) cairnJson(each, ['remote', 'add', 'team', folder]);
  logModel(home, 'own', 2);
  logModel(second, 'kept', 3);
  cairnJson(second, ['sync']);
  await page.getByRole('link', { name: /Synced|This device only/ }).click();
  await page.getByRole('button', { name: 'Sync now' }).click();
  const devices = page.getByRole('region', { name: 'Devices', exact: true });
  await expect(devices.getByRole('listitem')).toHaveCount(2);
  await devices.getByRole('button', { name: /^Take .* out$/ }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText(/What .* has sent is read first, and stays/)).toBeVisible();
  await look(cairn, 'sync-remove-device', problems);
  // Not heard of it yet, it goes on.
  logModel(second, 'tardy', 4);
  cairnJson(second, ['export', 'tardy:latest', join(second, 'tardy.cairn')]);
  await dialog.getByRole('button', { name: 'Take out' }).click();
  await expect(devices).toContainText('taken out');
  await page.getByRole('button', { name: 'Sync now' }).click();
  await expect(page.getByRole('link', { name: 'Synced' })).toBeVisible();
  expect(run(second, ['sync', '--json']).status, 'what it made is not sent, and that is said').toBe(1);
  await shell(page).go('Artifacts');
  await expect(page.getByRole('grid').getByText('kept')).toBeVisible();
  await expect(page.getByRole('grid').getByText('tardy')).toBeHidden();

  // What it had made by itself leaves as a file.
  mkdirSync(third);
  await answerDialogs(cairn, [join(second, 'tardy.cairn')]);
  await openStorage(cairn);
  await page.getByRole('button', { name: 'Import file…' }).click();
  await expect(dialog.getByText(/The signature holds/)).toBeVisible();
  await look(cairn, 'import-bundle', problems);
  await dialog.getByRole('button', { name: 'Import' }).click();
  await expect(dialog).toBeHidden();
  await shell(page).go('Artifacts');
  await expect(page.getByRole('grid').getByText('tardy')).toBeVisible();
  expect(problems).toEqual([]);
});
