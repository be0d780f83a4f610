// The walkthrough's steps 1, 3, 6 and 7: by mouse in one data root, by command line in another; both end in the same rows.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cairnJson } from '../support/cli.js';
import { told, train, WALK, walkByCommand, WALKED, walkRows, weights } from '../support/walkthrough.js';
import { expect, test } from './app.js';
import { answerDialogs } from './dialog.js';
import { modelScreens } from './screens/model.js';
import { shell } from './screens/shell.js';
import { versionScreen } from './screens/version.js';

const { model: MODEL, description: DESCRIPTION, note: NOTE } = WALK;

test('create, link, promote and consume: by mouse and by command line the same rows come to be', async ({ cairn }) => {
  test.setTimeout(240_000);
  const { page, home } = cairn;
  const screen = modelScreens(page);
  const other = mkdtempSync(join(tmpdir(), 'cairn-e2e-cli-'));
  try {
    train(home);
    train(other);
    walkByCommand(other);

    // 1. A registered model, by the button on top of the registry.
    await shell(page).go('Registry');
    await page.getByRole('button', { name: 'New registered model' }).click();
    await screen.field('Name').fill(MODEL);
    await screen.field('Description').fill(DESCRIPTION);
    await screen.act('Create model').click();
    await expect(shell(page).title).toHaveText(MODEL);

    // 3. Versions are linked: one from its page with an alias, one by dragging it onto the model in the sidebar, two from the list.
    await versionScreen(cairn).open('mnist-nn', 'v2');
    await page.getByRole('button', { name: 'Link', exact: true }).click();
    await screen.pick('Registered model', MODEL);
    await screen.dialog.getByRole('button', { name: 'candidate' }).click();
    await screen.act('Link').click();
    await expect(page.getByRole('region', { name: 'Linked to' })).toContainText(`${MODEL} v0`);

    await page.getByRole('navigation', { name: 'Where you are' }).getByRole('link', { name: 'mnist-nn' }).click();
    const sidebar = page.getByRole('complementary', { name: 'Sidebar' }).getByRole('link', { name: MODEL });
    await screen.version('v4').dragTo(sidebar);
    await expect(page.getByText(`Linked mnist-nn:v4 to ${MODEL} as v1`)).toBeVisible();
    for (const label of ['v1', 'v3']) await page.getByRole('checkbox', { name: `Mark ${label}` }).click();
    await page.getByRole('button', { name: 'Link 2 versions…' }).click();
    await screen.pick('Registered model', MODEL);
    await expect(screen.dialog.getByText(`Links 2 versions as v2 and v3 of ${MODEL}; latest moves to mnist-nn:v3.`)).toBeVisible();
    await screen.act('Link 2 versions').click();
    await expect(page.getByText(`Linked 2 versions to ${MODEL}`)).toBeVisible();

    // 6. The best one is promoted: its alias says so everywhere.
    await sidebar.click();
    await expect(screen.version('v3')).toBeVisible();
    await screen.version('v1').click();
    await screen.inspector('v1').getByRole('button', { name: 'Aliases' }).click();
    await page.getByRole('menuitem', { name: /Set production/ }).click();
    await screen.field('Note').fill(NOTE);
    await screen.act('Set production').click();
    await expect(screen.stage('production')).toContainText('v1');

    // 7. The production model is consumed: found by its alias, downloaded, byte for byte what the command line gives.
    await page.keyboard.press('Control+K');
    await page.keyboard.type('alias:production');
    await expect(page.getByRole('option').first()).toContainText('Versions with the alias production');
    await page.getByRole('option').first().click();
    await page.getByRole('grid', { name: 'Found' }).getByRole('link', { name: /^mnist-nn v4/ }).click();
    await expect(shell(page).title).toContainText('mnist-nn v4');
    await expect(page.getByRole('region', { name: 'Linked to' })).toContainText('production');
    const target = join(home, 'served');
    mkdirSync(target);
    await answerDialogs(cairn, [target]);
    await page.getByRole('button', { name: 'Download…' }).click();
    await expect(page.getByText(/every file checked/)).toBeVisible();
    expect(readFileSync(join(target, 'mnist-nn-v4', 'model.safetensors')).equals(weights(4))).toBe(true);
    const used = cairnJson<{ ref: string; path: string }>(other, ['use', `${MODEL}:production`, '-o', join(other, 'served')]);
    expect(used.ref).toBe(`${MODEL}:v1`);
    const served = readFileSync(join(other, 'served', 'model.safetensors'));
    expect(served.equals(weights(4))).toBe(true);
    const down = cairnJson<{ path: string }>(home, ['use', `${MODEL}:production`]);
    expect(readFileSync(join(down.path, 'model.safetensors')).equals(served)).toBe(true);

    const rows = walkRows(home);
    expect(rows).toEqual(walkRows(other));
    expect(told(rows)).toEqual(WALKED);
  } finally {
    rmSync(other, { recursive: true, force: true, maxRetries: 5 });
  }
});
