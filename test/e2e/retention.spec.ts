// Thinning by mouse: the rule says what stays, every version is named with why, the bytes are counted; it goes, and comes back.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cairnJson } from '../support/cli.js';
import { expect, test } from './app.js';
import { look } from './screens/look.js';
import { modelScreens } from './screens/model.js';
import { holdUndo, shell } from './screens/shell.js';

test('a rule thins a collection after showing what goes and why the rest stays; what went can be brought back', async ({ cairn }) => {
  test.setTimeout(120_000);
  const { page, home } = cairn;
  const screen = modelScreens(page);
  const problems: string[] = [];
  for (const n of [0, 1, 2, 3, 4, 5]) {
    writeFileSync(join(home, 'model.bin'), `weights ${n} ${'x'.repeat(1000 * n)}`);
    cairnJson(home, ['log', join(home, 'model.bin'), '--name', 'sds-unet', '--metric', `val_loss=${1 - n / 10}`]);
  }
  cairnJson(home, ['alias', 'set', 'sds-unet:v0', 'baseline']);
  cairnJson(home, ['link', 'sds-unet:v1', 'Surface Defect Segmenter']);
  const left = (): string[] => cairnJson<{ version: string }[]>(home, ['ls', 'versions', 'sds-unet']).map(({ version }) => version);

  await shell(page).go('Artifacts');
  await page.getByRole('grid').getByRole('link', { name: 'sds-unet' }).click();
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Thin by a rule…' }).click();
  await expect(screen.field('What stays')).toBeFocused();
  await screen.field('What stays').fill('whatever is good');
  await expect(screen.dialog.getByText(/whatever is good/)).toBeVisible();
  await expect(screen.act(/^Remove/)).toBeDisabled();
  await screen.field('What stays').fill('best 1 by val_loss, last 2');
  const plan = screen.dialog.getByRole('grid', { name: 'What goes and what stays' });
  const fate = (label: string) => plan.getByRole('row').filter({ has: page.getByText(label, { exact: true }) });
  await expect(fate('v0')).toContainText('alias baseline');
  await expect(fate('v1')).toContainText('linked to Surface Defect Segmenter:v0');
  await expect(fate('v2')).toContainText('Goes');
  await expect(fate('v3')).toContainText('Goes');
  await expect(fate('v5')).toContainText('latest');
  await expect(screen.dialog.getByText(/^2 versions go, 4 stay\. Until .* all can be brought back; then 5\.\d+ kB are free for good\.$/)).toBeVisible();
  await look(cairn, 'thin', problems);
  await screen.field('Note').fill('quarterly');
  await screen.act('Remove 2 versions').click();
  await expect(page.getByText('Removed 2 versions of sds-unet')).toBeVisible();
  const undo = await holdUndo(page, 'Removed 2 versions of sds-unet');
  expect(left().sort()).toEqual(['v0', 'v1', 'v4', 'v5']);
  await undo.click();
  await expect.poll(() => left().length).toBe(6);

  // The same later on, from the settings.
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Thin by a rule…' }).click();
  await screen.field('What stays').fill('last 2');
  await screen.act('Remove 2 versions').click();
  await expect.poll(() => left().length).toBe(4);
  await shell(page).go('Settings');
  await page.getByRole('navigation', { name: 'Sections of settings' }).getByRole('link', { name: 'Deleted versions' }).click();
  const deleted = page.getByRole('region', { name: 'Deleted versions' });
  await expect(deleted.first()).toContainText('sds-unet:v2');
  await look(cairn, 'settings-deleted', problems);
  await page.getByRole('button', { name: 'Bring back all' }).first().click();
  await expect.poll(() => left().length).toBe(6);

  // A time to live, said in words before it is set.
  await shell(page).go('Artifacts');
  await page.getByRole('grid').getByRole('link', { name: 'sds-unet' }).click();
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Time to live…' }).click();
  await expect(screen.dialog.getByText('Versions of sds-unet are kept until someone removes them.')).toBeVisible();
  await screen.field('Days to live').fill('30');
  await expect(screen.dialog.getByText(/outlive their time 30 days after they were logged/)).toBeVisible();
  await look(cairn, 'ttl', problems);
  await screen.act('Set').click();
  await expect(screen.dialog).toBeHidden();
  expect(problems).toEqual([]);
});
