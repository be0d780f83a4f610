// The runs workspace by mouse and keys: lines follow the list, one crosshair over all charts, zoom, filters in words, a run's page.
import { once } from 'node:events';
import { join } from 'node:path';
import { OUT } from '../../build/lib/paths.mjs';
import { cairnJson } from '../support/cli.js';
import { buildProgram } from '../support/buildProgram.js';
import { startProgram } from '../support/runtimeProgram.js';
import { expect, test, type Cairn } from './app.js';
import { atRest } from './drag.js';
import { look, setSize, SIZES } from './screens/look.js';
import { shell } from './screens/shell.js';

async function fillRuns(cairn: Cairn): Promise<void> {
  const child = startProgram(await buildProgram('test/support/runsProgram.ts'), [cairn.home, join(cairn.home, 'work')], { CAIRN_OUT: join(OUT, 'electron') });
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const [code] = (await once(child, 'exit')) as [number];
  expect(code, errors).toBe(0);
}

test('runs are read by their curves: shown and hidden, zoomed, filtered, opened', async ({ cairn }) => {
  test.setTimeout(300_000);
  const { page } = cairn;
  const problems: string[] = [];
  await setSize(cairn, SIZES[0]);
  await shell(page).go('Runs');
  await expect(page.getByRole('heading', { name: 'No runs yet' })).toBeVisible();
  await look(cairn, 'runs-empty', problems);
  await fillRuns(cairn);

  const grid = page.getByRole('grid', { name: 'Runs' });
  await expect(grid.getByRole('row').nth(8)).toBeVisible();
  const chart = page.getByRole('region', { name: 'val/mIoU', exact: true });
  await expect(chart.getByRole('group', { name: /val\/mIoU by step. 8 lines/ })).toBeVisible();
  await expect(chart.getByText(/^[12],\d{3} of 24K a line, min and max kept$/)).toBeVisible();
  await expect(page.getByRole('link', { name: 'Runs' }).first()).toContainText('13');
  await look(cairn, 'runs', problems);

  await test.step('a line follows its row', async () => {
    await grid.getByRole('button', { name: 'Hide glad-harbor-212' }).click();
    await expect(chart.getByRole('group', { name: /7 lines/ })).toBeVisible();
    await grid.press('Home');
    await grid.press('Space');
    await expect(grid.getByRole('button', { name: 'Hide glad-harbor-212' })).toBeVisible();
    await expect(chart.getByRole('group', { name: /8 lines/ })).toBeVisible();
  });

  await test.step('the pointer reads every line, a drag zooms, 0 shows all again', async () => {
    const plot = chart.getByRole('group', { name: /val\/mIoU by step/ });
    await atRest(plot);
    const box = await plot.boundingBox();
    if (!box) throw new Error('The chart has no place');
    await page.mouse.move(box.x + box.width * 0.5, box.y + 60);
    await expect(chart.getByRole('status')).toContainText('step');
    await expect(chart.getByRole('status')).toContainText('glad-harbor-212');
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + 60, { steps: 4 });
    await page.mouse.up();
    await expect(page.getByRole('button', { name: 'Show all' })).toBeVisible();
    await plot.press('0');
    await expect(page.getByRole('button', { name: 'Show all' })).toBeHidden();
  });

  await test.step('words and conditions filter', async () => {
    await page.keyboard.press('/');
    await expect(page.getByRole('searchbox', { name: 'Filter runs' })).toBeFocused();
    await page.keyboard.type('backbone=resnet34 state:finished');
    await expect(page.getByText('5 of 12 runs')).toBeVisible();
    // Lines of runs that the filter leaves out are not drawn.
    await expect(chart.getByRole('group', { name: /[1-4] lines?\b/ })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByText('12 runs')).toBeVisible();
  });

  await test.step('groups tell means over all their runs', async () => {
    await page.getByRole('button', { name: 'Group' }).click();
    await page.getByRole('menuitem', { name: 'backbone' }).click();
    const groups = page.getByRole('grid', { name: 'Groups of runs' });
    await expect(groups.getByRole('row').filter({ hasText: 'resnet34' })).toContainText('6');
    await look(cairn, 'runs-groups', problems);
    await page.getByRole('button', { name: /Grouped by/ }).click();
    await page.getByRole('menuitem', { name: 'No groups' }).click();
  });

  await test.step('a view is kept under a name and opened again', async () => {
    await page.keyboard.press('/');
    await expect(page.getByRole('searchbox', { name: 'Filter runs' })).toBeFocused();
    await page.keyboard.type('state:finished lr<0.0003');
    await page.getByRole('button', { name: /^x: step/ }).click();
    await page.getByRole('menuitem', { name: 'Time since start' }).click();
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('textbox', { name: 'Name of the view' }).fill('Slow learners');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByRole('button', { name: 'Slow learners', exact: true })).toBeVisible();
    await look(cairn, 'runs-views', problems);
    await page.keyboard.press('Escape');
    await shell(page).go('Registry');
    await shell(page).go('Runs');
    await expect(page.getByText('12 runs')).toBeVisible();
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('button', { name: 'Slow learners', exact: true }).click();
    await expect(page.getByText('3 of 12 runs')).toBeVisible();
    await expect(page.getByRole('searchbox', { name: 'Filter runs' })).toHaveValue('state:finished lr<0.0003');
    await expect(page.getByRole('button', { name: /^x: time since start/ })).toBeVisible();
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('button', { name: 'Remove the view Slow learners' }).click();
    await expect(page.getByRole('button', { name: 'Slow learners', exact: true })).toBeHidden();
    await page.keyboard.press('Escape');
    await page.getByRole('searchbox', { name: 'Filter runs' }).fill('');
    await page.getByRole('button', { name: /^x: time since start/ }).click();
    await page.getByRole('menuitem', { name: 'Step', exact: true }).click();
    await expect(page.getByText('12 runs')).toBeVisible();
  });

  await test.step('a run that goes on is drawn as it goes', async () => {
    await page.keyboard.press('/');
    await expect(page.getByRole('searchbox', { name: 'Filter runs' })).toBeFocused();
    await page.keyboard.type('state:running');
    await expect(page.getByText('1 of 12 runs')).toBeVisible();
    cairnJson(cairn.home, ['run', 'log', 'run6', 'fresh/metric=1', '--step', '2000']);
    const fresh = page.getByRole('region', { name: 'fresh/metric', exact: true });
    await expect(fresh.getByRole('group', { name: /1 line.*1 at/ })).toBeVisible();
    cairnJson(cairn.home, ['run', 'log', 'run6', 'fresh/metric=2', '--step', '2001']);
    await expect(fresh.getByRole('group', { name: /1 line.*2 at/ })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByText('12 runs')).toBeVisible();
  });

  await grid.getByText('glad-harbor-212').click();
  await expect(shell(page).title).toHaveText('glad-harbor-212');
  const made = page.getByRole('region', { name: 'Logged', exact: true });
  await expect(made.getByRole('link', { name: 'sds-unet-r50' })).toHaveCount(3);
  await expect(page.getByRole('region', { name: 'Read', exact: true }).getByRole('link', { name: 'surface-defects' })).toBeVisible();
  await look(cairn, 'run', problems);
  await page.getByRole('navigation', { name: 'Run' }).getByRole('link', { name: /Charts/ }).click();
  await expect(page.getByRole('group', { name: /train\/loss by step. 1 line/ })).toBeVisible();
  await look(cairn, 'run-charts', problems);
  await page.getByRole('navigation', { name: 'Run' }).getByRole('link', { name: 'Media' }).click();
  await expect(page.getByRole('heading', { name: 'This run logged no pictures, sounds or tables' })).toBeVisible();
  await look(cairn, 'run-media-empty', problems);
  await page.getByRole('navigation', { name: 'Run' }).getByRole('link', { name: 'Code' }).click();
  await expect(page.getByText('Not proven')).toBeVisible();
  await look(cairn, 'run-code-unproven', problems);
  expect(problems).toEqual([]);
});
