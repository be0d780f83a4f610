// The sync centre by mouse: a shared folder is tried out and added, a second device joins it, and what one logs the other has.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { safetensorsBytes } from '../fixtures/safetensors.js';
import { cairn as run, cairnJson } from '../support/cli.js';
import { expect, test } from './app.js';
import { look, setSize, SIZES } from './screens/look.js';

test('a folder becomes the home of a registry, and a second device finds everything there', async ({ cairn, home }) => {
  test.setTimeout(150_000);
  const { page } = cairn;
  const problems: string[] = [];
  const folder = join(home, 'shared');
  mkdirSync(folder);
  await setSize(cairn, SIZES[0]);
  await page.getByRole('link', { name: 'This device only' }).click();
  await expect(page.getByRole('heading', { name: 'This registry lives on this computer' })).toBeVisible();
  await look(cairn, 'sync-alone', problems);

  await page.getByRole('button', { name: 'Add remote' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a remote' });
  await dialog.getByRole('combobox', { name: 'Kind' }).click();
  await page.getByRole('option', { name: /folder/i }).click();
  await dialog.getByRole('textbox', { name: 'Folder' }).fill(folder);
  await dialog.getByRole('button', { name: 'Test it' }).click();
  await expect(dialog.getByRole('list', { name: 'What was tried' }).getByRole('listitem').nth(3)).toBeVisible();
  await expect(dialog.getByText(/Tries the storage out|joins it/)).toBeVisible();
  await look(cairn, 'sync-add', problems);
  await dialog.getByRole('button', { name: 'Add remote' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('region', { name: 'Remotes', exact: true })).toContainText(folder);

  const model = join(home, 'model.safetensors');
  writeFileSync(model, safetensorsBytes({ w: { dtype: 'F32', shape: [64, 64], data: Buffer.alloc(16384, 7) } }, {}));
  cairnJson(home, ['log', model, '--name', 'mnist-cnn']);
  await page.getByRole('button', { name: 'Sync now' }).click();
  await expect(page.getByRole('link', { name: 'Synced' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Devices', exact: true }).getByRole('listitem')).toHaveCount(1);

  const second = join(home, 'second');
  cairnJson(second, ['remote', 'add', 'team', `file://${folder}`]);
  cairnJson(second, ['sync']);
  await page.getByRole('button', { name: 'Sync now' }).click();
  await expect(page.getByRole('region', { name: 'Devices', exact: true }).getByRole('listitem').filter({ hasText: 'has made nothing yet' })).toHaveCount(1);
  const there = cairnJson<{ version: string; availability: string }>(second, ['show', 'mnist-cnn']);
  expect(there.version).toBe('v0');
  cairnJson(second, ['use', 'mnist-cnn', '-o', join(second, 'out')]);
  cairnJson(second, ['alias', 'set', 'mnist-cnn:v0', 'candidate']);
  cairnJson(second, ['sync']);
  await page.getByRole('button', { name: 'Sync now' }).click();
  await expect(page.getByRole('region', { name: 'Devices', exact: true }).getByRole('listitem')).toHaveCount(2);
  await look(cairn, 'sync', problems);
  // A number that was shown here goes to a version of the other device: what was shown for it is told until somebody acknowledges it.
  cairnJson(home, ['sync', '--pause']);
  for (const [at, seed] of [[second, 8], [home, 9]] as const) {
    writeFileSync(model, safetensorsBytes({ w: { dtype: 'F32', shape: [64, 64], data: Buffer.alloc(16384, seed) } }, {}));
    expect(cairnJson(at, ['log', model, '--name', 'mnist-cnn'])).toMatchObject({ provisional: 'v1?' });
  }
  cairnJson(second, ['sync']);
  cairnJson(home, ['sync', '--resume']);
  const needs = page.getByRole('region', { name: 'Needs you' });
  await expect(needs).toContainText(/mnist-cnn:v1 was shown here for mnist-cnn:v2 before it was final, and is mnist-cnn@b3:/);
  expect(run(home, ['show', 'mnist-cnn:v1']).stderr).toContain('mnist-cnn:v1 is not what it was');
  await look(cairn, 'sync-renumbered', problems);
  await needs.getByRole('button', { name: 'Acknowledge' }).click();
  await expect(needs).toBeHidden();
  expect(cairnJson(home, ['show', 'mnist-cnn:v1'])).toMatchObject({ version: 'v1' });
  // The same folder by another address that is not there is refused with the reason, and nothing changes.
  await page.getByRole('button', { name: 'Change…' }).click();
  const change = page.getByRole('dialog', { name: 'Address and keys of team' });
  await expect(change.getByRole('textbox', { name: 'Address' })).toHaveValue(/shared$/);
  await change.getByRole('textbox', { name: 'Address' }).fill('file:///proc/none/here');
  await change.getByRole('button', { name: 'Try and change' }).click();
  await expect(change.getByRole('alert')).toBeVisible();
  await look(cairn, 'sync-change', problems);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('region', { name: 'Remotes', exact: true })).toContainText(folder);
  await page.getByRole('button', { name: 'Log', exact: true }).click();
  await expect(page.getByRole('list', { name: 'Log of the sync' }).getByRole('listitem').first()).toBeVisible();
  await look(cairn, 'sync-log', problems);
  expect(problems).toEqual([]);
});
