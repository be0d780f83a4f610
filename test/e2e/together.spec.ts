// The app writes by mouse while eight command lines write beside it: every write that was acknowledged is there, and the window shows it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cairnJson, startCairn } from '../support/cli.js';
import { expect, test } from './app.js';
import { modelScreens } from './screens/model.js';
import { shell } from './screens/shell.js';

const LINES = 8;
const EACH = 3;
const BY_MOUSE = ['Digit Reader', 'Mask Painter', 'Word Finder'];

/** Logs one version after the other and gives the digests it was told. */
async function line(home: string, writer: number): Promise<string[]> {
  const told: string[] = [];
  for (let n = 0; n < EACH; n += 1) {
    const file = join(home, `w-${writer}-${n}.bin`);
    writeFileSync(file, `weights ${writer} ${n}`);
    const child = startCairn(home, ['log', file, '--name', `net-${writer % 2}`, '--as', 'w.bin', '--alias', `by-${writer}`, '--json']);
    let [out, errors] = ['', ''];
    child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
    expect(status, errors).toBe(0);
    told.push((JSON.parse(out) as { digest: string }).digest);
  }
  return told;
}

test('the window and eight command lines write at once, and nothing that was acknowledged is missing', async ({ cairn }) => {
  test.setTimeout(300_000);
  const { page, home } = cairn;
  const screen = modelScreens(page);
  const lines = Promise.all(Array.from({ length: LINES }, (_, writer) => line(home, writer)));
  await shell(page).go('Registry');
  for (const name of BY_MOUSE) {
    await page.getByRole('button', { name: 'New registered model' }).click();
    await screen.field('Name').fill(name);
    await screen.act('Create model').click();
    await expect(shell(page).title).toHaveText(name, { timeout: 30_000 });
    await shell(page).go('Registry');
  }
  const told = (await lines).flat();

  const kept = ['net-0', 'net-1'].map((name) => cairnJson<{ digest: string; version: string }[]>(home, ['ls', 'versions', name]));
  expect(kept.flat().map((row) => row.digest).sort()).toEqual([...told].sort());
  for (const rows of kept) expect(rows.map((row) => row.version)).toEqual(rows.map((_row, index) => `v${rows.length - 1 - index}`));
  expect(cairnJson<{ name: string }[]>(home, ['ls', 'models']).map(({ name }) => name).sort()).toEqual(BY_MOUSE);
  expect(cairnJson<{ findings: unknown[] }>(home, ['verify']).findings).toEqual([]);

  await expect(screen.models.getByRole('link', { name: 'Digit Reader' })).toBeVisible();
  await shell(page).go('Artifacts');
  await page.getByRole('main').getByRole('grid').getByRole('link', { name: 'net-0', exact: true }).click();
  await expect(page.getByRole('grid', { name: 'Versions' }).getByRole('row')).toHaveCount((LINES / 2) * EACH + 1);
});
