// Comparing by mouse and keys: chosen from pages, side by side, every view of it, saved, linked and exported.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cairnJson } from '../support/cli.js';
import { expect, test, type Cairn } from './app.js';
import { compareScreen, writeCompared } from './screens/compare.js';
import { versionScreen } from './screens/version.js';

async function follow({ app }: Cairn, path: string): Promise<void> {
  await app.evaluate(({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.webContents.send('cairn:event', { event: 'navigate', path: to }), path);
}

/** Two versions of a model whose code moved on between them, in a repository of its own. */
function logWithCode(home: string): string[] {
  const folder = join(home, 'repository');
  mkdirSync(folder);
  const git = (...args: string[]): void => void execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: folder, stdio: 'ignore' });
  git('init', '-q', '-b', 'main');
  writeFileSync(join(folder, '.gitignore'), 'model.bin\n');
  return [0.1, 0.01].map((lr) => {
    writeFileSync(join(folder, 'train.py'), `lr = ${lr}\nepochs = 4\n`);
    git('add', '-A');
    git('commit', '-q', '-m', `lr is ${lr}`);
    writeFileSync(join(folder, 'model.bin'), `weights of ${lr}`);
    return cairnJson<{ id: string }>(home, ['log', join(folder, 'model.bin'), '--name', 'from-repository']).id;
  });
}

test('versions are chosen from their pages, compared in every view, saved, linked and exported', async ({ cairn }) => {
  const { page, app, home } = cairn;
  const { versions } = await writeCompared(home, 0);
  const screen = compareScreen(cairn);
  const version = versionScreen(cairn);
  await version.open('sds-unet-r50', 'v0');
  await page.keyboard.press('Control+d');
  await expect(screen.tray).toContainText('sds-unet-r50:v0');
  await version.open('sds-unet-r50', 'v2');
  await page.keyboard.press('Control+d');
  await expect(screen.tray).toContainText('sds-unet-r50:v2');
  await page.keyboard.press('Control+d');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Compare 2 versions');
  await expect(screen.row('optim.lr')).toContainText('0.0003');
  await expect(screen.row('optim.lr').locator('[class*=mark]')).toHaveText('0.0002');
  await expect(screen.row('mIoU')).toContainText('+0.014');
  await expect(screen.row('mIoU')).toContainText('better');
  await expect(screen.row('cuda')).toHaveCount(0);
  await page.getByRole('checkbox', { name: 'Only differences' }).click();
  await screen.grid.evaluate((grid) => grid.scrollTo(0, 10_000));
  await expect(screen.row('cuda')).toContainText('same');
  await page.getByRole('checkbox', { name: 'Only differences' }).click();

  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('searchbox', { name: /Find a version/ }).fill('glad-harbor');
  await page.getByRole('button', { name: /glad-harbor/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Compare 3 versions and runs');
  await screen.grid.getByRole('button', { name: 'Take glad-harbor out' }).click();

  await expect(screen.side.getByRole('group', { name: /by step/ })).toBeVisible();
  await expect(screen.side).toContainText(/[\d,]+ of 3,000 points a line, min and max kept/);
  await screen.show('Bars');
  await expect(screen.side.getByRole('img', { name: /v0.*v2/ })).toBeVisible();
  await screen.show('Scatter');
  await expect(screen.side.getByRole('img', { name: / over / })).toBeVisible();
  await screen.show('Parallel');
  await expect(screen.side.getByRole('img', { name: /2 lines over/ })).toBeVisible();
  await screen.show('Weights');
  const changed = screen.side.getByRole('region', { name: 'Weights changed' });
  await expect(changed.getByRole('list', { name: 'Tensors in all' })).toContainText('3 reshaped');
  await expect(screen.side.getByRole('region', { name: 'Most changed' }).getByRole('button').first()).toContainText('%');
  await expect(screen.side.getByRole('region', { name: /^Values of / }).getByRole('img')).toBeVisible();
  await screen.show('Files');
  await expect(screen.side.getByRole('grid', { name: 'Files compared' })).toContainText('v0.safetensors');

  await screen.grid.getByRole('button', { name: /^Set as baseline: .*v2/ }).click();
  await expect(screen.row('mIoU')).toContainText('−0.014');
  await screen.exported('Copy as Markdown');
  await expect.poll(() => app.evaluate(({ clipboard }) => clipboard.readText())).toContain('| mIoU | 0.872 | 0.858 (−0.014) |');
  const path = join(home, 'table.csv');
  await app.evaluate(({ session }, to) => session.defaultSession.once('will-download', (_event, item) => item.setSavePath(to)), path);
  await screen.exported('Save as CSV');
  await expect.poll(() => { try { return readFileSync(path, 'utf8'); } catch { return ''; } }).toContain('config,optim.lr,0.0002,0.0003');
  await screen.exported('Copy as CSV');
  await expect.poll(() => app.evaluate(({ clipboard }) => clipboard.readText())).toContain('config,optim.lr,0.0002,0.0003');
  await screen.exported('Copy as PNG');
  await expect(page.getByText('The picture was copied')).toBeVisible();
  const picture = join(home, 'table.png');
  await app.evaluate(({ session }, to) => session.defaultSession.once('will-download', (_event, item) => item.setSavePath(to)), picture);
  await screen.exported('Save as PNG');
  await expect.poll(() => { try { return readFileSync(picture).subarray(1, 4).toString(); } catch { return ''; } }).toBe('PNG');

  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Save again' })).toBeVisible();
  await screen.exported('Copy link');
  let link = '';
  await expect.poll(async () => (link = await app.evaluate(({ clipboard }) => clipboard.readText()))).toMatch(/^cairn:\/\/[0-9a-z-]+\/compare\/saved\/[0-9a-f]{64}$/);
  await follow(cairn, '/registry');
  await follow(cairn, link.replace(/^cairn:\/\/[^/]+/, ''));
  await expect(screen.row('mIoU')).toContainText('−0.014');
  await page.getByRole('button', { name: 'Add to report' }).click();
  await page.getByRole('menuitem', { name: 'Comparison', exact: true }).click();
  await page.getByRole('dialog').getByRole('textbox', { name: 'Title' }).fill('Two of them');
  await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByRole('region', { name: 'sds-unet-r50:v2 against sds-unet-r50:v0' })).toContainText('0.872');
  expect(versions).toHaveLength(3);

  await follow(cairn, `/compare/${logWithCode(home).join('-')}`);
  await screen.show('Code');
  await screen.side.getByRole('button', { name: 'Show what differs' }).click();
  await expect(screen.side.getByRole('list', { name: 'Commits between' })).toContainText('lr is 0.01');
  await expect(screen.side.getByRole('region', { name: 'Changes in train.py' })).toContainText('lr = 0.01');
  expect(cairnJson<{ files: { path: string }[] }>(home, ['compare', 'from-repository:v0', 'from-repository:v1', '--code']).files.map(({ path }) => path)).toEqual(['train.py']);
});
