// Two windows on two data roots of one registry: what one logs the other shows, numbers become final, and both end in one state.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { safetensorsBytes } from '../fixtures/safetensors.js';
import { cairnJson } from '../support/cli.js';
import type { Cairn } from './app.js';
import { registerScreen } from './screens/register.js';
import { shell } from './screens/shell.js';
import { versionScreen } from './screens/version.js';
import { expect, test } from './devices.js';

function model(cairn: Cairn, file: string, seed: number): string {
  const path = join(cairn.home, file);
  writeFileSync(path, safetensorsBytes({ 'layer.weight': { dtype: 'F32', shape: [4, 4], data: Buffer.alloc(64, seed) } }));
  return path;
}

async function register(cairn: Cairn, file: string, name: string): Promise<void> {
  const screen = registerScreen(cairn.page);
  await screen.dropOn('New model', [file]);
  await screen.name.fill(name);
  await expect(screen.register).toBeEnabled();
  await screen.name.press('Enter');
  await expect(shell(cairn.page).title).toContainText(name);
}

const models = ({ page }: Cairn) => page.getByRole('grid', { name: 'Models' });

test('a version logged in one window appears in the other, online only, and its number becomes final', async ({ devices: { a, b, between } }) => {
  await shell(b.page).go('Registry');
  await register(a, model(a, 'shared.safetensors', 1), 'shared-model');
  const [pageA, pageB] = [versionScreen(a), versionScreen(b)];
  await expect(pageA.heading).toHaveText('shared-model v0?');
  await expect(pageA.header.getByText('number not final')).toBeVisible();
  await expect(pageA.header.getByText('Available offline')).toBeVisible();
  expect(cairnJson(a.home, ['show', 'shared-model'])).toMatchObject({ version: null, provisional: 'v0?', ref: expect.stringMatching(/^shared-model@b3:/) });

  await between.exchange();
  const row = models(b).getByRole('row').filter({ hasText: 'shared-model' });
  await expect(row).toBeVisible();
  await expect(row.getByText('Online only')).toBeVisible();
  await expect(row.getByText('v0', { exact: true })).toBeVisible();
  await expect(pageA.heading).toHaveText('shared-model v0');
  await expect(pageA.header.getByText('number not final')).toBeHidden();

  await pageB.open('shared-model', 'v0');
  await expect(pageB.header.getByText('Online only')).toBeVisible();
  await expect(b.page.getByText('The bytes of this version are not on this device.')).toBeVisible();
  await expect(pageB.header.getByRole('button', { name: /^Copy digest/ })).toHaveAttribute('title', (await pageA.header.getByRole('button', { name: /^Copy digest/ }).getAttribute('title')) ?? '');
  expect(cairnJson(b.home, ['show', 'shared-model:v0'])).toMatchObject({ version: 'v0', provisional: null, availability: 'online' });
  for (const [{ page }, said] of [[a, /^shared-model:v0, model version, 1 input/], [b, /^shared-model:v0, model version, not on this device, 1 input/]] as const) {
    await page.getByRole('button', { name: 'Show lineage' }).click();
    await expect(page.getByTestId('lineage-graph').getByRole('group', { name: said })).toBeVisible();
  }
  const [hashA, hashB] = await between.hashes();
  expect(hashA).toBe(hashB);
});

test('two devices that log one name at once get two numbers, and agree on them', async ({ devices: { a, b, between } }) => {
  await register(a, model(a, 'one.safetensors', 1), 'same-name');
  await register(b, model(b, 'two.safetensors', 2), 'same-name');
  const screens = [versionScreen(a), versionScreen(b)];
  for (const screen of screens) await expect(screen.heading).toHaveText('same-name v0?');
  const [before, beforeB] = await between.hashes();
  expect(before).not.toBe(beforeB);

  await between.exchange();
  await expect(screens[0]?.heading ?? a.page.locator('h1')).toHaveText('same-name v0');
  await expect(screens[1]?.heading ?? b.page.locator('h1')).toHaveText('same-name v1');
  const [hashA, hashB] = await between.hashes();
  expect(hashA).toBe(hashB);
  const numbers = ({ home }: Cairn) => cairnJson<{ version: string; digest: string }[]>(home, ['ls', 'versions', 'same-name']).map(({ version, digest }) => `${version} ${digest}`).sort();
  expect(numbers(a)).toEqual(numbers(b));
  expect(numbers(a).map((line) => line.split(' ')[0])).toEqual(['v0', 'v1']);

  await versionScreen(a).open('same-name', 'v1');
  await expect(versionScreen(a).header.getByText('Online only')).toBeVisible();
  await versionScreen(b).open('same-name', 'v0');
  await expect(versionScreen(b).header.getByText('Online only')).toBeVisible();
});
