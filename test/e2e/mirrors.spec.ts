// Mirrors by mouse: a second folder holds a copy of the remote; who adds that one reads it, and makes it the home when the remote is lost.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cairnJson } from '../support/cli.js';
import { expect, test } from './app.js';
import { look, setSize, SIZES } from './screens/look.js';

test('a mirror is added and copied to, and takes the place of the remote on another computer', async ({ launch, home }) => {
  test.setTimeout(150_000);
  const problems: string[] = [];
  const [team, shelf, second] = [join(home, 'team'), join(home, 'shelf'), join(home, 'second')];
  for (const folder of [team, shelf]) mkdirSync(folder);
  writeFileSync(join(home, 'model.bin'), Buffer.alloc(300_000, 7));
  cairnJson(home, ['remote', 'add', 'team', team]);
  cairnJson(home, ['log', join(home, 'model.bin'), '--name', 'mnist-cnn']);
  cairnJson(home, ['sync']);

  const first = await launch();
  const { page } = first;
  await setSize(first, SIZES[0]);
  await page.getByRole('link', { name: 'Synced' }).click();
  await page.getByRole('button', { name: 'Add mirror…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a mirror of team' });
  await dialog.getByRole('combobox', { name: 'Kind' }).click();
  await page.getByRole('option', { name: /folder/i }).click();
  await dialog.getByRole('textbox', { name: 'Name' }).fill('shelf');
  await dialog.getByRole('textbox', { name: 'Folder' }).fill(shelf);
  await expect(dialog.getByText(/whatever it lacks of team is copied there/)).toBeVisible();
  await look(first, 'sync-add-mirror', problems);
  await dialog.getByRole('button', { name: 'Add mirror' }).click();
  await expect(dialog).toBeHidden();
  const mirrors = page.getByRole('list', { name: 'Mirrors' });
  await expect(mirrors).toContainText('shelf, nothing copied yet');
  await mirrors.getByRole('button', { name: 'Copy now' }).click();
  await expect(mirrors).toContainText(/shelf, complete/);
  await look(first, 'sync-mirror', problems);
  await first.close();

  rmSync(team, { recursive: true });
  cairnJson(second, ['remote', 'add', 'team', shelf]);
  cairnJson(second, ['sync']);
  const other = await launch({ home: second });
  await setSize(other, SIZES[0]);
  await other.page.getByRole('link', { name: 'Synced' }).click();
  const remotes = other.page.getByRole('region', { name: 'Remotes', exact: true });
  await expect(remotes).toContainText('mirror, read only');
  await remotes.getByRole('button', { name: 'Make it the home…' }).click();
  const sure = other.page.getByRole('dialog', { name: 'Make team the home' });
  await look(other, 'sync-promote', problems);
  await sure.getByRole('button', { name: 'Make it the home' }).click();
  await expect(sure).toBeHidden();
  await expect(remotes).not.toContainText('mirror, read only');
  cairnJson(second, ['log', join(home, 'model.bin'), '--name', 'after']);
  await other.page.getByRole('button', { name: 'Sync now' }).click();
  await expect(other.page.getByRole('link', { name: 'Synced' })).toBeVisible();
  expect(cairnJson(second, ['show', 'after'])).toMatchObject({ version: 'v0', provisional: null });
  expect(problems).toEqual([]);
});
