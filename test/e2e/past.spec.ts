// The past in the window: history narrowed by model, alias, person, kind and day; the registry as of a moment, and an alias rolled back to there.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cairn as run, cairnJson } from '../support/cli.js';
import { expect, test } from './app.js';
import { look } from './screens/look.js';
import { modelScreens } from './screens/model.js';
import { shell } from './screens/shell.js';

const MODEL = 'Surface Defect Segmenter';

test('history is narrowed by every filter; the registry is shown as it was, and production goes back to where it stood, by mouse and by keys', async ({ cairn }) => {
  test.setTimeout(120_000);
  const { page, home } = cairn;
  const screen = modelScreens(page);
  const problems: string[] = [];
  for (const name of [MODEL, 'Receipt OCR']) cairnJson(home, ['model', 'create', name]);
  for (const n of [0, 1, 2]) {
    writeFileSync(join(home, 'model.bin'), `weights ${n}`);
    cairnJson(home, ['log', join(home, 'model.bin'), '--name', 'sds-unet', '--metric', `mIoU=${0.8 + n / 20}`, '--link', MODEL]);
  }
  const git = join(home, 'gitconfig');
  writeFileSync(git, '[user]\n\tname = Jonas Weber\n\temail = jonas@example.org\n');
  const move = (label: string, note: string, env: Record<string, string> = {}): void => expect(run(home, ['alias', 'set', `${MODEL}:${label}`, 'production', '--note', note], env).status).toBe(0);
  move('v0', 'first');
  move('v1', 'passes the holdout');
  move('v2', 'canary on camera 4b', { GIT_CONFIG_GLOBAL: git });
  cairnJson(home, ['alias', 'set', `${MODEL}:v2`, 'staging']);

  // The history, narrowed.
  await shell(page).go('Activity');
  const history = page.getByRole('region', { name: 'History' });
  await expect(history).toContainText('canary on camera 4b');
  const pick = async (field: string, option: string): Promise<void> => {
    await page.getByRole('combobox', { name: field }).click();
    await page.getByRole('option', { name: option, exact: true }).click();
  };
  await pick('Alias', 'production');
  await expect(page.getByText('3 events')).toBeVisible();
  await expect(history).toContainText('v1 → v2');
  await page.getByRole('textbox', { name: 'Person' }).fill('jonas');
  await expect(page.getByText('1 event', { exact: true })).toBeVisible();
  await expect(history).toContainText('Jonas Weber moved production from v1 to v2');
  await look(cairn, 'history-filtered', problems);
  await page.getByLabel('To this day').fill('2020-01-01');
  await expect(page.getByText('No change matches these filters')).toBeVisible();
  await page.getByRole('button', { name: 'Clear the filters' }).click();
  await pick('Model or collection', 'Receipt OCR');
  await expect(page.getByText('1 event', { exact: true })).toBeVisible();
  await pick('Kind of change', 'Alias moves');
  await expect(page.getByText('No change matches these filters')).toBeVisible();

  // The registry as it was before Jonas moved production, found by keys alone.
  await shell(page).go('Registry');
  await expect(screen.row(MODEL)).toBeVisible();
  await page.keyboard.press('Control+Shift+H');
  const slider = page.getByRole('slider', { name: 'Moment' });
  await expect(slider).toBeFocused();
  const then = page.getByRole('grid', { name: 'Models as they were' });
  for (let step = 0; step < 3; step += 1) await page.keyboard.press('ArrowLeft');
  const past = then.getByRole('row').filter({ hasText: MODEL });
  await expect(past).toContainText('productionv1');
  await expect(past).toContainText('production v2');
  await expect(page.getByRole('region', { name: 'A past moment is shown' })).toContainText(/The registry as it was on .* Nothing here can be changed/);
  await look(cairn, 'registry-past', problems);
  await slider.focus();
  await page.keyboard.press('Home');
  await expect(page.getByText('There was no registered model yet').or(then.getByRole('row').nth(1))).toBeVisible();
  await page.keyboard.press('End');
  await expect(past).toContainText('aliases stand as then');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect(past).toContainText('productionv1');
  // Back to there by mouse.
  await page.getByRole('button', { name: `Roll back… production of ${MODEL} to here` }).click();
  await expect(screen.dialog.getByText(/Moves production from v2 back to v1/)).toBeVisible();
  await look(cairn, 'roll-back', problems);
  await screen.field('Note').fill('camera 4b drifts');
  await screen.act('Roll back to v1').click();
  await expect(past).toContainText('aliases stand as then');
  await page.getByRole('button', { name: 'Back to now' }).click();
  await expect(screen.row(MODEL)).toContainText('productionv1');

  // One model's past: its aliases then and now.
  await screen.models.getByRole('link', { name: MODEL }).click();
  await expect(screen.stage('production')).toContainText('v1');
  await page.keyboard.press('Control+Shift+H');
  await page.getByRole('slider', { name: 'Moment' }).focus();
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('region', { name: `${MODEL} as it was` })).toContainText('3 versions were linked.');
  await expect(page.getByRole('button', { name: 'Roll back to v2…' })).toBeVisible();
  await look(cairn, 'model-past', problems);
  expect(cairnJson<{ from: string; to: string; note: string }[]>(home, ['history', MODEL, '--alias', 'production'])[0]).toMatchObject({ from: 'v2', to: 'v1', note: 'camera 4b drifts' });
  expect(cairnJson<unknown[]>(home, ['history', MODEL, '--alias', 'production'])).toHaveLength(4);
  expect(problems).toEqual([]);
});
