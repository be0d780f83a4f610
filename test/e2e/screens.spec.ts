// Every screen, light and dark, large and small: a picture to look at in .cache/screens, no serious finding of axe, nothing cut or too wide.
import { mkdirSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { OUT } from '../../build/lib/paths.mjs';
import { safetensorsBytes } from '../fixtures/safetensors.js';
import { cairnJson } from '../support/cli.js';
import { buildProgram } from '../support/buildProgram.js';
import { startProgram } from '../support/runtimeProgram.js';
import { expect, test, type Cairn } from './app.js';
import { dragFiles } from './drag.js';
import { auditPage } from './screens/audit.js';
import { compareScreen, writeCompared } from './screens/compare.js';
import { doorsScreens } from './screens/doors.js';
import { lineageScreen, writeSample } from './screens/lineage.js';
import { look, setSize, SIZES } from './screens/look.js';
import { modelScreens } from './screens/model.js';
import { registerScreen } from './screens/register.js';
import { reportScreen, writeReported } from './screens/report.js';
import { runScreen } from './screens/run.js';
import { shell } from './screens/shell.js';
import { versionScreen } from './screens/version.js';

async function fill(cairn: Cairn): Promise<void> {
  const child = startProgram(await buildProgram('test/support/worldProgram.ts'), [cairn.home, join(cairn.home, 'work')], { CAIRN_OUT: join(OUT, 'electron') });
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const [code] = (await once(child, 'exit')) as [number];
  expect(code, errors).toBe(0);
}

const SHOWN_MODEL = 'Surface Defect Segmenter';
const CARD = '# What it is for\n\nScratch, pit and dent masks for the line 4 cameras. Do **not** use it on painted steel.\n\n| Set | mIoU |\n| --- | --- |\n| holdout v3 | 0.871 |\n| painted | 0.402 |\n\n- trained on `surface-defects:v8`\n- ask [the team](mailto:vision@example.org)\n';

/** A registered model with a past, and others beside it. */
function fillRegistry(home: string): void {
  for (const [name, owner] of [['Receipt OCR', 'northlight'], ['Wake Word', 'northlight'], [SHOWN_MODEL, 'mira']] as const) cairnJson(home, ['model', 'create', name, '--entity', owner, ...(name === SHOWN_MODEL ? ['--description', CARD] : [])]);
  const file = join(home, 'model.safetensors');
  for (const n of [0, 1, 2, 3, 4]) {
    writeFileSync(file, safetensorsBytes({ 'encoder.weight': { dtype: 'F32', shape: [16, 8], data: Buffer.alloc(512, n) } }, { format: 'pt' }));
    cairnJson(home, ['log', file, '--name', 'sds-unet-r50', '--metric', `mIoU=${0.8 + n / 50}`, '--metric', `latency_p50=${15 - n / 10}`]);
    cairnJson(home, ['link', 'sds-unet-r50:latest', SHOWN_MODEL]);
  }
  for (const [label, alias, note] of [['v0', 'production', 'first'], ['v2', 'production', 'holdout v3 passes, canary on camera 4b'], ['v3', 'staging', ''], ['v4', 'candidate', ''], ['v3', 'best', '']] as const) cairnJson(home, ['alias', 'set', `${SHOWN_MODEL}:${label}`, alias, ...(note ? ['--note', note] : [])]);
  cairnJson(home, ['describe', SHOWN_MODEL, 'mIoU:max', '--headline']);
  cairnJson(home, ['link', 'sds-unet-r50:v1', 'northlight/model-registry/Receipt OCR']);
}

function newModel(home: string): string {
  const folder = join(home, 'dropped', 'checkpoint-final');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'model.safetensors'), safetensorsBytes({ 'layer.weight': { dtype: 'BF16', shape: [64, 64], data: Buffer.alloc(8192, 1) } }, { format: 'pt' }));
  writeFileSync(join(folder, 'config.json'), '{"lr": 0.001}');
  writeFileSync(join(folder, 'README.md'), '# A model\n');
  return folder;
}

/** As a link from outside would: main tells the page where to go. */
async function follow({ app }: Cairn, path: string): Promise<void> {
  await app.evaluate(({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.webContents.send('cairn:event', { event: 'navigate', path: to }), path);
}

test('every screen looks right and can be used by everyone', async ({ cairn }) => {
  test.setTimeout(480_000);
  const { page } = cairn;
  const problems: string[] = [];
  const main = page.getByRole('main');
  await setSize(cairn, SIZES[0]);
  await expect(page.getByRole('heading', { name: 'Start with one model' })).toBeVisible();
  await look(cairn, 'registry-empty', problems);
  await fill(cairn);

  await expect(main.getByRole('grid', { name: 'Models' }).getByRole('row').nth(12)).toBeVisible();
  await look(cairn, 'registry-full', problems);
  await shell(page).go('Artifacts');
  await expect(main.getByRole('grid').getByText('showcase-classifier')).toBeVisible();
  await look(cairn, 'artifacts', problems);
  await main.getByRole('grid').getByRole('link', { name: 'showcase-classifier' }).click();
  await expect(main.getByRole('grid', { name: 'Versions' }).getByText('v1')).toBeVisible();
  await look(cairn, 'collection', problems);

  const version = versionScreen(cairn);
  await version.open('showcase-classifier', 'v1');
  await expect(main.getByRole('grid', { name: 'Files' })).toBeVisible();
  await look(cairn, 'version-overview', problems);
  for (const tab of ['Files', 'Metrics', 'Activity'] as const) {
    await version.tab(tab);
    await expect(main.getByRole('grid').getByRole('row').nth(1)).toBeVisible();
    await look(cairn, `version-${tab.toLowerCase()}`, problems);
  }

  const drag = await dragFiles(page, [newModel(cairn.home)]);
  await expect(registerScreen(page).overlay).toBeVisible();
  await look(cairn, 'drop-overlay', problems);
  await drag.escape();
  await shell(page).go('Registry');
  const register = registerScreen(page);
  await register.dropOn('New model', [newModel(cairn.home)]);
  await expect(register.panel.getByText('next is v0')).toBeVisible();
  await look(cairn, 'register-panel', problems);
  await register.cancel.click();

  await page.keyboard.press('Control+K');
  await page.keyboard.type('re');
  await expect(page.getByRole('option').nth(2)).toBeVisible();
  await look(cairn, 'palette', problems);
  await page.keyboard.press('Escape');

  for (const view of ['Runs', 'Activity', 'Settings'] as const) {
    await shell(page).go(view);
    await expect(shell(page).title).toHaveText(view);
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
    await look(cairn, view.toLowerCase(), problems);
  }
  await shell(page).go('Runs');
  await main.getByRole('button', { name: 'New run' }).click();
  await runScreen(cairn).dialog.getByRole('button', { name: 'Add a hyper-parameter' }).click();
  await look(cairn, 'run-new', problems);
  await page.keyboard.press('Escape');
  await shell(page).go('Settings');
  await page.getByRole('navigation', { name: 'Sections of settings' }).getByRole('link', { name: 'Logs' }).click();
  await look(cairn, 'settings-logs', problems);
  await doorsScreens(cairn, problems);
  await follow(cairn, '/nowhere');
  await expect(page.getByRole('heading', { name: 'There is nothing at this address' })).toBeVisible();
  await look(cairn, 'not-found', problems);
  await follow(cairn, `/versions/${'f'.repeat(64)}`);
  await expect(page.getByText('This version is not in this registry')).toBeVisible();
  await look(cairn, 'version-missing', problems);
  expect(problems).toEqual([]);
});

test('the screens of registered models look right and can be used by everyone', async ({ cairn }) => {
  test.setTimeout(480_000);
  const { page, home } = cairn;
  const problems: string[] = [];
  const screen = modelScreens(page);
  await setSize(cairn, SIZES[0]);
  await expect(page.getByRole('heading', { name: 'Start with one model' })).toBeVisible();
  fillRegistry(home);
  await expect(screen.models.getByRole('row').nth(3)).toBeVisible();
  await look(cairn, 'registry-models', problems);
  await page.keyboard.press('Control+Shift+M');
  await screen.field('Name').fill(SHOWN_MODEL);
  await expect(screen.dialog.getByText(/has that name/)).toBeVisible();
  await look(cairn, 'model-new', problems);
  await page.keyboard.press('Escape');

  await screen.models.getByRole('link', { name: 'Wake Word' }).click();
  await expect(page.getByText('No version is linked yet')).toBeVisible();
  await look(cairn, 'model-empty', problems);
  await screen.tab('Card');
  await look(cairn, 'model-card-empty', problems);
  await shell(page).go('Registry');
  await screen.models.getByRole('link', { name: SHOWN_MODEL }).click();
  await expect(screen.stage('production')).toContainText('v2');
  await expect(screen.version('v4')).toBeVisible();
  await look(cairn, 'model', problems);
  await screen.inspector('v4').getByRole('button', { name: 'Aliases' }).click();
  await expect(page.getByRole('menuitem', { name: /Set production/ })).toBeVisible();
  await look(cairn, 'model-alias-menu', problems);
  // A change of the window's size may have shut the menu, or be about to.
  await expect(async () => {
    const item = page.getByRole('menuitem', { name: /Set production/ });
    if (!(await item.isVisible())) await screen.inspector('v4').getByRole('button', { name: 'Aliases' }).click();
    await item.click({ timeout: 2000 });
  }).toPass();
  await expect(screen.dialog.getByText(/Moves production from v2 to v4/)).toBeVisible();
  await look(cairn, 'model-alias', problems);
  await page.keyboard.press('Escape');
  await screen.tab('Card');
  await expect(page.getByRole('region', { name: 'Model card' }).getByRole('table')).toBeVisible();
  await look(cairn, 'model-card', problems);
  await page.getByRole('button', { name: 'Edit' }).click();
  await expect(page.getByRole('region', { name: 'Preview' }).getByRole('table')).toBeVisible();
  await look(cairn, 'model-card-edit', problems);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await screen.tab('History');
  await expect(page.getByRole('grid', { name: 'History of this model' }).getByRole('row').nth(4)).toBeVisible();
  await look(cairn, 'model-history', problems);
  await page.getByText('Aliases over time', { exact: true }).click();
  await expect(page.getByRole('region', { name: 'production', exact: true })).toBeVisible();
  await look(cairn, 'model-alias-times', problems);

  await versionScreen(cairn).open('sds-unet-r50', 'v2');
  await expect(page.getByRole('region', { name: 'Linked to' })).toContainText(SHOWN_MODEL);
  await look(cairn, 'version-linked', problems);
  await page.keyboard.press('Control+L');
  await screen.field('Registered model').fill('Receipt OCR');
  await expect(screen.dialog.getByText(/Links sds-unet-r50:v2/)).toBeVisible();
  await page.keyboard.press('Tab');
  await look(cairn, 'version-link', problems);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Delete version' }).click();
  await expect(screen.dialog.getByRole('list', { name: 'What holds on to it' })).toBeVisible();
  await look(cairn, 'version-delete', problems);
  expect(problems).toEqual([]);
});

test('a window whose engine stopped says so and can still be used by everyone', async ({ home, launch }) => {
  mkdirSync(join(home, 'blobs'), { recursive: true });
  writeFileSync(join(home, 'registries'), 'a file where a folder must be');
  const cairn = await launch();
  const problems: string[] = [];
  const chip = cairn.page.getByRole('button', { name: 'Engine stopped' });
  await expect(chip).toBeVisible();
  await look(cairn, 'engine-stopped', problems);
  await chip.click();
  await expect(cairn.page.getByRole('button', { name: 'Start the engine' }).first()).toBeVisible();
  await look(cairn, 'engine-stopped-why', problems);
  expect(problems).toEqual([]);
});

test('the audit sees what it is for: a wide page, a cut text, a pale one and a button without a name', async ({ cairn }) => {
  const { page } = cairn;
  await expect(page.getByRole('heading', { name: 'Start with one model' })).toBeVisible();
  expect(await auditPage(page)).toEqual([]);
  await page.evaluate(() => {
    const plant = (tag: string, style: string, text: string): void => {
      const element = document.createElement(tag);
      element.style.cssText = style;
      element.textContent = text;
      document.querySelector('main h1')?.after(element);
    };
    plant('p', 'width: 60px; overflow: hidden; white-space: nowrap', 'planted: cut at the side');
    plant('p', 'height: 8px; overflow: hidden', 'planted: cut below');
    plant('p', 'color: #ddd; background: #fff', 'planted: pale');
    plant('button', 'width: 20px; height: 20px', '');
    const wide = document.createElement('div');
    wide.style.cssText = 'position: absolute; left: 0; top: 0; width: 3000px; height: 1px';
    document.body.append(wide);
  });
  const problems = (await auditPage(page)).join('\n');
  for (const planted of [/the document is 3000 wide/, /cut at the side: "planted/, /cut above or below: "planted/, /axe color-contrast/, /axe button-name/]) expect(problems).toMatch(planted);
});

test('the screens of lineage and comparison look right and can be used by everyone', async ({ cairn }) => {
  test.setTimeout(300_000);
  const { page, home } = cairn;
  const problems: string[] = [];
  const lineage = lineageScreen(cairn);
  const compare = compareScreen(cairn);
  await setSize(cairn, SIZES[0]);
  await follow(cairn, '/lineage');
  await expect(page.getByText('Nothing to follow yet')).toBeVisible();
  await look(cairn, 'lineage-empty', problems);
  await follow(cairn, '/compare');
  await expect(page.getByText('Nothing is chosen to compare')).toBeVisible();
  await look(cairn, 'compare-empty', problems);

  const sample = await writeSample(home, 'sample');
  const made = await writeCompared(home, 20);
  await follow(cairn, `/lineage/${sample.versions[4]}`);
  await expect(lineage.card('sds-unet-r50:v1')).toBeVisible();
  await lineage.card('surface-defects:v1').click();
  await lineage.choose('What is shown of the node', 'Impact');
  await expect(lineage.panel.getByRole('region', { name: 'Held by an alias' })).toBeVisible();
  await look(cairn, 'lineage-small', problems);
  await lineage.choose('What is shown of the node', 'Details');
  await lineage.graph.focus();
  await page.keyboard.press('p');
  await lineage.card('sds-eval:v0').click();
  await expect(lineage.panel.getByRole('region', { name: 'On the way from surface-defects:v1' })).toBeVisible();
  await look(cairn, 'lineage-path', problems);
  await lineage.choose('Which way', 'Complete');
  await lineage.choose('How far', 'All');
  await expect(lineage.card('augment-code:v0')).toBeVisible();
  await lineage.card('12 sweep runs').getByRole('button').click();
  await lineage.button('Fit the whole graph').click();
  await lineage.button('Filters').click();
  await look(cairn, 'lineage-clustered', problems);
  await lineage.button('Show as list').click();
  await expect(page.getByRole('grid', { name: /^Lineage of / })).toBeVisible();
  await look(cairn, 'lineage-list', problems);
  await follow(cairn, `/lineage/${'f'.repeat(64)}`);
  await expect(page.getByText('This lineage cannot be shown')).toBeVisible();
  await look(cairn, 'lineage-missing', problems);

  const large = await writeSample(home, '1500');
  await follow(cairn, `/lineage/${large.versions[0]}`);
  await lineage.choose('Which way', 'Complete');
  await lineage.choose('How far', 'All');
  await lineage.button('Filters').click();
  await page.getByRole('checkbox', { name: 'Fold siblings' }).click();
  await expect(page.getByTestId('lineage-overview')).toBeVisible();
  await lineage.button('Fit the whole graph').click();
  await look(cairn, 'lineage-large', problems);

  await follow(cairn, `/compare/${made.versions.slice(0, 2).join('-')}`);
  await expect(compare.row('optim.lr')).toBeVisible();
  await expect(compare.side.getByRole('group', { name: /by step/ })).toBeVisible();
  await look(cairn, 'compare-2', problems);
  await compare.show('Files');
  await expect(compare.side.getByRole('grid', { name: 'Files compared' })).toBeVisible();
  await look(cairn, 'compare-files', problems);
  await follow(cairn, `/compare/${made.versions.join('-')}`);
  await compare.show('Weights');
  await expect(compare.side.getByRole('region', { name: /^Values of / }).getByRole('img')).toBeVisible();
  await look(cairn, 'compare-weights', problems);
  await follow(cairn, `/compare/${made.runs.join('-')}`);
  for (const side of ['Parallel', 'Bars', 'Scatter'] as const) {
    await compare.show(side);
    await expect(compare.side.getByRole('img').first()).toBeVisible();
    await look(cairn, `compare-20-${side.toLowerCase()}`, problems);
  }
  expect(problems).toEqual([]);
});

test('the screens of reports look right and can be used by everyone', async ({ cairn }) => {
  test.setTimeout(300_000);
  const { page, home } = cairn;
  const problems: string[] = [];
  const report = reportScreen(cairn);
  await setSize(cairn, SIZES[0]);
  await follow(cairn, '/reports');
  await expect(page.getByRole('heading', { name: 'No report yet' })).toBeVisible();
  await look(cairn, 'reports-empty', problems);
  await writeReported(home);
  await page.getByRole('button', { name: 'New report' }).click();
  await page.getByRole('dialog').getByRole('textbox', { name: 'Title' }).fill('Notes');
  await page.getByRole('dialog').getByText('Production dashboard').click();
  await look(cairn, 'report-new', problems);
  await page.getByRole('dialog').getByText('Blank page').click();
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('heading', { name: 'Nothing is on this page yet' })).toBeVisible();
  await look(cairn, 'report-empty', problems);
  await report.createDashboard('Digit Reader');
  await expect(report.panel(/^Evaluation of/).getByRole('img').first()).toBeVisible();
  await expect(report.panel(/^Lineage of/).getByRole('group', { name: /^mnist:v0, / })).toBeVisible();
  await expect(report.panel('acc by version').locator('.recharts-line-curve')).toBeAttached();
  await look(cairn, 'report', problems);
  await page.getByRole('region', { name: 'Digit Reader in production' }).evaluate((scroller) => scroller.scrollTo(0, 1_000_000));
  await look(cairn, 'report-below', problems);
  await page.getByRole('button', { name: 'History' }).click();
  await expect(page.getByRole('complementary', { name: 'History of the report' }).getByRole('listitem').first()).toBeVisible();
  await look(cairn, 'report-history', problems);
  await page.getByRole('button', { name: 'Close the history' }).click();
  await report.edit();
  await look(cairn, 'report-edit', problems);
  await report.add('Comparison');
  await look(cairn, 'report-panel-settings', problems);
  await page.keyboard.press('Escape');
  await follow(cairn, '/reports');
  await expect(page.getByRole('grid', { name: 'Reports' }).getByRole('row').nth(2)).toBeVisible();
  await look(cairn, 'reports', problems);
  await follow(cairn, `/reports/${'f'.repeat(64)}`);
  await expect(page.getByText('The report could not be read')).toBeVisible();
  await look(cairn, 'report-missing', problems);
  expect(problems).toEqual([]);
});
