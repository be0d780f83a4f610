// The page of a registered model: promote and roll back by mouse and by keys alone, the card, tags, history, rename; delete and restore.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cairnJson } from '../support/cli.js';
import { expect, test, type Cairn } from './app.js';
import { startDrag } from './drag.js';
import { modelScreens } from './screens/model.js';
import { holdUndo, shell } from './screens/shell.js';
import { versionScreen } from './screens/version.js';

const MODEL = 'Surface Defect Segmenter';

function log(home: string, name: string, text: string, ...args: readonly string[]): void {
  const file = join(home, `${name}.bin`);
  writeFileSync(file, text);
  cairnJson(home, ['log', file, '--name', name, ...args]);
}

/** Two versions linked: v0 and v1 of the model. */
async function open(cairn: Cairn): Promise<void> {
  const { home, page } = cairn;
  cairnJson(home, ['model', 'create', MODEL, '--description', '# Masks\n\nScratch, pit and dent masks.']);
  for (const [text, accuracy] of [['one', '0.8'], ['two', '0.9']] as const) {
    log(home, 'sds-unet', text, '--metric', `accuracy=${accuracy}`);
    cairnJson(home, ['link', 'sds-unet:latest', MODEL]);
  }
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /^Registry/ }).click();
  await modelScreens(page).models.getByRole('link', { name: MODEL }).click();
  await expect(shell(page).title).toHaveText(MODEL);
}

interface State {
  readonly alias: string;
  readonly label: string | null;
  readonly note: string | null;
}
const states = ({ home }: Cairn): Record<string, string | null> => Object.fromEntries(cairnJson<State[]>(home, ['alias', 'ls', MODEL]).map(({ alias, label }) => [alias, label]));

test('a version goes from candidate to production by the strip; what it replaces is said, and history tells who held it when', async ({ cairn }) => {
  const { page } = cairn;
  const screen = modelScreens(page);
  await open(cairn);
  await expect(page.getByRole('grid', { name: 'Versions' }).getByRole('row')).toHaveCount(3);
  await expect(page.getByText('Scratch, pit and dent masks.')).toBeVisible();
  await screen.stage('Next step').getByRole('button', { name: 'Make v1 candidate' }).click();
  await screen.act('Set candidate').click();
  await expect(screen.stage('candidate')).toContainText('v1');
  await screen.stage('Next step').getByRole('button', { name: 'Promote v1 to staging' }).click();
  await expect(screen.dialog.getByText(`Sets staging to v1. No version of ${MODEL} holds it now.`)).toBeVisible();
  await screen.act('Set staging').click();
  await screen.stage('Next step').getByRole('button', { name: 'Promote v1 to production' }).click();
  await expect(screen.dialog.getByText('production is protected: say why it moves.')).toBeVisible();
  await screen.field('Note').fill('holdout passes');
  await screen.act('Set production').click();
  await expect(screen.stage('production')).toContainText('v1');
  expect(states(cairn)).toEqual({ candidate: 'v1', staging: 'v1', production: 'v1' });

  await screen.version('v0').click();
  await expect(screen.inspector('v0')).toContainText('vs production v1');
  await screen.inspector('v0').getByRole('button', { name: 'Aliases' }).click();
  await page.getByRole('menuitem', { name: /Set production/ }).click();
  await expect(screen.dialog.getByText(`Moves production from v1 to v0: ${MODEL}:production delivers v0 from then on, v1 no longer.`)).toBeVisible();
  await screen.field('Note').fill('roll back');
  await screen.act('Move production to v0').click();
  await expect(screen.stage('production')).toContainText('v0');

  await screen.tab('History');
  await expect(page.getByRole('grid', { name: 'History of this model' })).toContainText('moved production from v1 to v0');
  await page.getByText('Aliases over time', { exact: true }).click();
  const lines = page.getByRole('region', { name: 'production', exact: true }).getByRole('listitem');
  await expect(lines).toHaveCount(2);
  await expect(lines.nth(0)).toContainText(/v0 since .*, moved by Mira.*“roll back”/);
  await expect(lines.nth(1)).toContainText(/v1 from .* to .*, moved by Mira.*“holdout passes”/);
});

test('an unprotected alias moves at once and Undo brings it back; tags come and go', async ({ cairn }) => {
  const { page, home } = cairn;
  const screen = modelScreens(page);
  await open(cairn);
  cairnJson(home, ['alias', 'set', `${MODEL}:v0`, 'best']);
  await screen.version('v1').click();
  await screen.inspector('v1').getByRole('button', { name: 'Aliases' }).click();
  await page.getByRole('menuitem', { name: /Set best/ }).click();
  let undo = await holdUndo(page, 'Moved best from v0 to v1');
  await expect.poll(() => states(cairn)).toEqual({ best: 'v1' });
  await undo.click();
  await expect.poll(() => states(cairn)).toEqual({ best: 'v0' });
  await screen.version('v0').click();
  await screen.inspector('v0').getByRole('button', { name: 'Aliases' }).click();
  await page.getByRole('menuitem', { name: 'Take best off' }).click();
  undo = await holdUndo(page, 'Took best off v0');
  await expect.poll(() => states(cairn)['best'] ?? null).toBeNull();
  await undo.click();
  await expect.poll(() => states(cairn)).toEqual({ best: 'v0' });

  await page.getByRole('button', { name: 'Headline metric' }).click();
  await page.getByRole('menuitemradio', { name: 'accuracy, higher is better' }).click();
  await expect(page.getByText(/headline accuracy, higher is better/)).toBeVisible();
  await expect(page.getByRole('row').filter({ has: page.getByRole('img', { name: /^The best by accuracy/ }) })).toContainText('v1');
  await page.getByLabel('Add a tag').fill('vision');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('group', { name: 'Tags' })).toContainText('vision');
  await page.getByRole('button', { name: 'Take the tag vision off' }).click();
  await expect(page.getByRole('group', { name: 'Tags' })).not.toContainText('vision');
});

test('promote and roll back need no mouse', async ({ cairn }) => {
  const { page } = cairn;
  const screen = modelScreens(page);
  /** From the note over Cancel to the button, which is named so once the gates have been asked. */
  const enter = async (act: string): Promise<void> => {
    await expect(screen.act(act)).toBeEnabled();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await expect(screen.act(act)).toBeFocused();
    await page.keyboard.press('Enter');
  };
  await open(cairn);
  await page.keyboard.press('/');
  await page.keyboard.press('Escape');
  await page.getByRole('grid', { name: 'Versions' }).focus();
  await page.keyboard.press('Home');
  await expect(screen.inspector('v1')).toBeVisible();
  // The next stage each time: candidate at once, the protected ones with a note.
  await page.keyboard.press('Control+Shift+P');
  await expect(screen.stage('candidate')).toContainText('v1');
  for (const stage of ['staging', 'production']) {
    await page.keyboard.press('Control+Shift+P');
    await expect(screen.field('Note')).toBeFocused();
    await page.keyboard.type(`ready for ${stage}`);
    await enter(`Set ${stage}`);
    await expect(screen.dialog).toBeHidden();
    await expect(screen.stage(stage)).toContainText('v1');
  }
  // Another version goes the same way from the strip: Shift and the arrow moves what a stage holds.
  await page.getByRole('grid', { name: 'Versions' }).focus();
  await page.keyboard.press('End');
  await expect(screen.inspector('v0')).toBeVisible();
  await page.keyboard.press('Control+Shift+P');
  await expect(screen.stage('candidate')).toContainText('v0');
  await screen.stage('candidate').getByRole('button').focus();
  await page.keyboard.press('Shift+ArrowRight');
  await expect(screen.dialog.getByText(/Moves staging from v1 to v0/)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(screen.stage('candidate').getByRole('button')).toBeFocused();
  // By the dialog that takes any alias, as before.
  await page.keyboard.press('Control+Shift+A');
  await expect(screen.field('Alias')).toBeFocused();
  await page.keyboard.type('production');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await page.keyboard.type('a bad idea');
  await enter('Move production to v0');
  await expect(screen.dialog).toBeHidden();
  await expect(screen.stage('production')).toContainText('v0');
  expect(states(cairn)['production']).toBe('v0');
  // Back to where it stood.
  await page.keyboard.press('Control+Shift+B');
  await expect(screen.dialog.getByText(/Moves production from v0 back to v1, where it stood from .* Adds one entry; nothing is rewritten\./)).toBeVisible();
  await screen.field('Note').focus();
  await page.keyboard.type('rolled back by keys');
  await enter('Roll back to v1');
  await expect.poll(() => states(cairn)['production']).toBe('v1');
  await expect(screen.stage('production')).toContainText('v1');
  expect(cairnJson<{ to: string; note: string }[]>(cairn.home, ['history', MODEL, '--alias', 'production']).map(({ to, note }) => [to, note])).toEqual([
    ['v1', 'rolled back by keys'],
    ['v0', 'a bad idea'],
    ['v1', 'ready for production'],
  ]);
});

test('a version is dragged along the strip and onto a model of the sidebar; each place says what letting go does', async ({ cairn }) => {
  const { page, home } = cairn;
  const screen = modelScreens(page);
  await open(cairn);
  const first = await startDrag(page, screen.version('v0'));
  await first.over(screen.stage('candidate'));
  await expect(screen.stage('candidate')).toContainText('Release to set candidate');
  await first.drop();
  await expect(screen.stage('candidate')).toContainText('v0');
  const drag = await startDrag(page, screen.version('v1'));
  await drag.over(screen.stage('candidate'));
  await expect(screen.stage('candidate')).toContainText('Release to move candidate from v0 to v1');
  await drag.drop();
  await expect(screen.stage('candidate')).toContainText('v1');
  expect(states(cairn)).toEqual({ candidate: 'v1' });
  // What a stage holds can be dragged on; a protected one asks for its note.
  await screen.stage('candidate').getByRole('button').dragTo(screen.stage('production'));
  await expect(screen.dialog.getByText(/Sets production to v1/)).toBeVisible();
  await screen.field('Note').fill('by drag');
  await screen.act('Set production').click();
  await expect(screen.stage('production')).toContainText('v1');

  cairnJson(home, ['model', 'create', 'Receipt OCR']);
  await page.getByRole('button', { name: 'Pin in the sidebar' }).click();
  const sidebar = page.getByRole('complementary', { name: 'Sidebar' });
  await expect(sidebar.getByRole('navigation', { name: 'Pinned' })).toContainText(MODEL);
  const target = sidebar.getByRole('link', { name: 'Receipt OCR' });
  await expect(target).toBeVisible();
  const link = await startDrag(page, screen.version('v1'));
  await link.over(target);
  await expect(sidebar).toContainText('Release to link v1');
  await link.drop();
  const undo = await holdUndo(page, 'Linked ');
  await expect.poll(() => cairnJson<{ name: string; versions: number }[]>(home, ['ls', 'models']).find(({ name }) => name === 'Receipt OCR')?.versions).toBe(1);
  await undo.click();
  await expect.poll(() => cairnJson<{ name: string; versions: number }[]>(home, ['ls', 'models']).find(({ name }) => name === 'Receipt OCR')?.versions).toBe(0);
});

test('the card is Markdown with a preview, and nothing in it can act', async ({ cairn }) => {
  const { page, home } = cairn;
  const screen = modelScreens(page);
  await open(cairn);
  await screen.tab('Card');
  const card = page.getByRole('region', { name: 'Model card' });
  await expect(card.getByRole('heading', { name: 'Masks' })).toBeVisible();
  await card.getByRole('button', { name: 'Edit' }).click();
  await page.getByLabel('Model card in Markdown').fill('## Limits\n\nFails on **rust**.\n\n<img src=x onerror="document.title=\'owned\'"> <b>raw</b>\n\n![chart](https://example.org/a.png) [click](javascript:document.title=1)\n');
  const preview = page.getByRole('region', { name: 'Preview' });
  await expect(preview.locator('strong')).toHaveText('rust');
  await expect(preview.getByText('<b>raw</b>')).toBeVisible();
  await expect(preview.locator('img, b, [onerror], a[href^="javascript"]')).toHaveCount(0);
  await expect(preview.getByRole('link', { name: 'chart' })).toHaveAttribute('href', 'https://example.org/a.png');
  await page.getByRole('button', { name: 'Save card' }).click();
  await expect(card.getByRole('heading', { name: 'Limits' })).toBeVisible();
  await card.getByRole('link', { name: 'chart' }).click();
  await expect.poll(() => cairn.app.evaluate(({ clipboard }) => clipboard.readText())).toBe('https://example.org/a.png');
  await expect(page).toHaveTitle(/Surface Defect Segmenter/);
  expect(JSON.stringify(cairnJson(home, ['history', MODEL]))).toContain('changed the card');
});

test('a model is renamed and found by its old name; a version is deleted with its holders named, and restored', async ({ cairn }) => {
  const { page, home } = cairn;
  const screen = modelScreens(page);
  await open(cairn);
  await page.getByRole('button', { name: 'Rename' }).click();
  await screen.field('Name').fill('Defect Segmenter');
  await screen.act('Rename').click();
  await expect(shell(page).title).toHaveText('Defect Segmenter');
  const undo = await holdUndo(page, 'Renamed ');
  expect(cairnJson(home, ['show', `${MODEL}:v1`])).toMatchObject({ name: 'Defect Segmenter' });
  await undo.click();
  await expect(shell(page).title).toHaveText(MODEL);

  cairnJson(home, ['alias', 'set', 'sds-unet:v1', 'best']);
  cairnJson(home, ['alias', 'set', `${MODEL}:v1`, 'production']);
  const version = versionScreen(cairn);
  await version.open('sds-unet', 'v1');
  await page.getByRole('button', { name: 'Delete version' }).click();
  const holders = screen.dialog.getByRole('list', { name: 'What holds on to it' });
  await expect(holders).toContainText('The alias best of sds-unet is on it; it comes off.');
  await expect(holders).toContainText(`It is linked as ${MODEL}:v1, which production names`);
  await expect(screen.dialog.getByText(`Move production of ${MODEL} to another version first.`)).toBeVisible();
  await expect(screen.act('Delete version')).toBeDisabled();
  await page.keyboard.press('Escape');
  cairnJson(home, ['alias', 'set', `${MODEL}:v0`, 'production']);
  await page.getByRole('button', { name: 'Delete version' }).click();
  await screen.act('Delete version').click();
  await expect(page.getByText('This version was deleted.')).toContainText(/By .+, just now. It can be brought back until .+\./);
  await (await holdUndo(page, 'Deleted ')).click();
  await expect(page.getByText('This version was deleted.')).toBeHidden();
  await page.getByRole('button', { name: 'Delete version' }).click();
  await screen.act('Delete version').click();
  await page.getByRole('main').getByRole('button', { name: 'Restore' }).click();
  await expect(page.getByText('This version was deleted.')).toBeHidden();
  expect(cairnJson(home, ['show', 'sds-unet:v1'])).toMatchObject({ deleted: false });
});
