// Gates by mouse: written in words and tried on a version, they stop a move, name what fails, and let it pass with a reason that history keeps.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright';
import { hostileFiles } from '../fixtures/hostile.js';
import { cairn as run, cairnJson } from '../support/cli.js';
import { expect, test } from './app.js';
import { look } from './screens/look.js';
import { modelScreens } from './screens/model.js';
import { shell } from './screens/shell.js';

const MODEL = 'Surface Defect Segmenter';

test('a gate stops a move in the window as on the command line, says which clause, and an override needs a reason', async ({ cairn }) => {
  test.setTimeout(120_000);
  const { page, home } = cairn;
  const screen = modelScreens(page);
  const problems: string[] = [];
  for (const n of [0, 1, 2]) {
    writeFileSync(join(home, 'model.bin'), `weights ${n}`);
    cairnJson(home, ['log', join(home, 'model.bin'), '--name', 'sds-unet', '--metric', `mIoU=${0.86 - n / 20}`, '--link', MODEL]);
  }
  cairnJson(home, ['alias', 'set', `${MODEL}:v0`, 'production']);
  await shell(page).go('Registry');
  await screen.models.getByRole('link', { name: MODEL }).click();
  await expect(screen.version('v2')).toBeVisible();
  await screen.tab('Gates');
  await expect(page.getByRole('region', { name: 'production requires' })).toContainText('Nothing is asked for beyond what always stands');

  // Written in words; what cannot be read is named, what can is tried at once.
  await page.getByRole('button', { name: 'Edit what production requires' }).click();
  const gate = page.getByRole('region', { name: 'production requires' });
  const text = gate.getByRole('textbox');
  await text.fill('staging first; acuracy better');
  await expect(gate.getByText(/"acuracy better" is no clause/)).toBeVisible();
  await expect(gate.getByRole('button', { name: 'Save gates' })).toBeDisabled();
  await text.fill('staging first; mIoU >= incumbent - 0.01; note');
  const clauses = gate.getByRole('list', { name: /^Gates of production/ });
  await expect(clauses.getByRole('listitem').filter({ hasText: 'mIoU >= incumbent' })).toContainText('fails');
  await look(cairn, 'gates-edit', problems);
  await gate.getByRole('button', { name: 'Save gates' }).click();
  await expect(text).toHaveCount(0);
  await expect(gate).toContainText('staging first');
  await look(cairn, 'gates', problems);
  expect(run(home, ['alias', 'set', `${MODEL}:v2`, 'production', '--note', 'try']).status).toBe(1);

  // The move is stopped, the clause named; with a reason it goes on.
  await page.getByRole('navigation', { name: 'Model' }).getByRole('button', { name: /^Versions/ }).click();
  await screen.version('v2').click();
  await screen.inspector('v2').getByRole('button', { name: 'Aliases' }).click();
  await page.getByRole('menuitem', { name: /Set production/ }).click();
  await expect(screen.dialog.getByText(`The policy of production stops ${MODEL}:v2`)).toBeVisible();
  const stopped = screen.dialog.getByRole('list', { name: /^Gates of production/ });
  await expect(stopped.getByRole('listitem').filter({ hasText: 'staging first' })).toContainText('fails');
  await screen.field('Note').fill('needed for the demo');
  await expect(stopped.getByRole('listitem').filter({ hasText: /^note/ })).toContainText('passes');
  await expect(screen.act(/^Override and move production/)).toBeDisabled();
  await look(cairn, 'gates-blocked', problems);
  await screen.field('Reason to override it').fill('the customer accepts the lower score');
  await screen.act(/^Override and move production/).click();
  await expect(screen.stage('production')).toContainText('v2');
  const [last] = cairnJson<{ to: string; note: string }[]>(home, ['history', MODEL, '--alias', 'production']);
  expect(last?.to).toBe('v2');
  expect(last?.note).toContain('the customer accepts the lower score');

  // Rolling back meets the same gate, told at the first try.
  await page.keyboard.press('Control+Shift+B');
  await screen.act('Roll back to v0').click();
  await expect(screen.dialog.getByText(`The policy of production stops ${MODEL}:v0`)).toBeVisible();
  await screen.field('Reason to override it').fill('v2 fails on camera 4b');
  await screen.act('Override and roll back to v0').click();
  await expect(screen.stage('production')).toContainText('v0');
  expect(problems).toEqual([]);
});

test('a version that the scan flagged is stopped though no gate was written, and `safety clean` stops one that no scan knows', async ({ cairn }) => {
  const { page, home } = cairn;
  const screen = modelScreens(page);
  const problems: string[] = [];
  const log = (name: string, bytes: Uint8Array): void => {
    writeFileSync(join(home, name), bytes);
    cairnJson(home, ['log', join(home, name), '--name', 'net', '--link', MODEL]);
  };
  log('real.safetensors', readFileSync(join(__dirname, '../fixtures/files/real.safetensors')));
  const [hostile] = hostileFiles(join(home, 'canary')).filter(({ name }) => name === 'weights.pt');
  log('weights.pt', hostile?.bytes ?? Buffer.alloc(0));
  log('weights.dat', Buffer.from('of no format that is known'));
  await shell(page).go('Registry');
  await screen.models.getByRole('link', { name: MODEL }).click();
  const stage = async (label: string): Promise<void> => {
    await screen.version(label).click();
    await screen.inspector(label).getByRole('button', { name: 'Aliases' }).click();
    await page.getByRole('menuitem', { name: /Set production/ }).click();
  };
  const clause = (words: string): Locator => screen.dialog.getByRole('list', { name: /^Gates of production/ }).getByRole('listitem').filter({ hasText: words });

  await stage('v1');
  await expect(screen.dialog.getByText(`The policy of production stops ${MODEL}:v1`)).toBeVisible();
  await expect(clause('safety not flagged')).toContainText('the scan of v1 found it dangerous');
  await look(cairn, 'gates-flagged', problems);
  await page.keyboard.press('Escape');
  expect(run(home, ['alias', 'set', `${MODEL}:v1`, 'production', '--note', 'try']).status).toBe(1);

  await screen.tab('Gates');
  await page.getByRole('button', { name: 'Edit what production requires' }).click();
  const gate = page.getByRole('region', { name: 'production requires' });
  await gate.getByRole('textbox').fill('safety clean');
  await gate.getByRole('button', { name: 'Save gates' }).click();
  await expect(gate.getByRole('textbox')).toHaveCount(0);
  await screen.tab('Versions');
  await stage('v2');
  await expect(clause('safety clean')).toContainText('no scan knows');
  await page.keyboard.press('Escape');
  await stage('v0');
  await screen.act(/^Move production|^Set production/).click();
  await expect(screen.stage('production')).toContainText('v0');
  expect(existsSync(join(home, 'canary'))).toBe(false);
  expect(problems).toEqual([]);
});
