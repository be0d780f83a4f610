// The walkthrough's evaluation by mouse: predictions with their images, filtered and sorted; confusion, curves, and what flipped.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pngBytes } from '../fixtures/png.js';
import { cairnJson } from '../support/cli.js';
import { expect, test } from './app.js';
import { look, setSize, SIZES } from './screens/look.js';
import { versionScreen } from './screens/version.js';

const ROWS = 400;
const DIGITS = 10;

/** A digit-like blot, the same for the same number. */
const blot = (id: number) => pngBytes(28, 28, (x, y) => (Math.hypot(x - 14 + (id % 5), y - 14 + (id % 3)) < 6 + (id % 6) ? 230 - ((x * id) % 60) : 20));

/** `slips` says which rows the model gets wrong. */
function predictions(folder: string, slips: (id: number) => boolean): { wrong: Set<number> } {
  const wrong = new Set<number>();
  mkdirSync(join(folder, 'images'), { recursive: true });
  const data = Array.from({ length: ROWS }, (_none, id) => {
    writeFileSync(join(folder, 'images', `${id}.png`), blot(id));
    const truth = id % DIGITS;
    const guess = slips(id) ? (truth + 1) % DIGITS : truth;
    if (guess !== truth) wrong.add(id);
    const sure = 0.55 + ((id * 7) % 45) / 100;
    return [id, { _type: 'image-file', path: `images/${id}.png` }, String(truth), { _type: 'class', label: String(guess), probabilities: { [String(guess)]: sure, [String((guess + 3) % DIGITS)]: 1 - sure } }, 0.01 * id];
  });
  writeFileSync(join(folder, 'predictions.table.json'), JSON.stringify({ columns: ['id', 'image', 'label', 'prediction', 'loss'], data }));
  return { wrong };
}

test('an evaluation is read example by example', async ({ cairn }) => {
  test.setTimeout(300_000);
  const { page, home } = cairn;
  const problems: string[] = [];
  await setSize(cairn, SIZES[0]);
  const before = predictions(join(home, 'work', 'before'), (id) => id % 9 === 0);
  const after = predictions(join(home, 'work', 'after'), (id) => id % 23 === 0);
  for (const which of ['before', 'after']) {
    cairnJson(home, ['log', join(home, 'work', which), '--name', 'mnist-evaluation', '--type', 'evaluation']);
  }
  await versionScreen(cairn).open('mnist-evaluation', 'v1');
  await page.getByRole('navigation', { name: 'Version' }).getByRole('link', { name: 'Evaluation' }).click();
  const grid = page.getByRole('grid', { name: 'Rows of the table' });
  await expect(grid.getByRole('img').first()).toBeVisible();
  await grid.getByRole('row').nth(3).click();
  await expect(page.getByRole('region', { name: 'Row 2' }).getByRole('img')).toBeVisible();
  await page.getByRole('combobox', { name: 'Column to look at' }).click();
  await page.getByRole('option', { name: 'label' }).click();
  await expect(page.getByRole('region', { name: 'Values of label' })).toContainText('40');
  await look(cairn, 'tables-rows', problems);

  await test.step('a value narrows the rows, a head sorts them', async () => {
    await page.getByRole('region', { name: 'Values of label' }).getByRole('button').first().click();
    await expect(page.getByText('40 of 400 rows')).toBeVisible();
    await grid.getByRole('button', { name: 'loss' }).click();
    await page.getByRole('button', { name: /Remove the condition/ }).click();
    await expect(page.getByText('400 rows', { exact: true })).toBeVisible();
  });

  await test.step('the confusion opens the rows behind a cell', async () => {
    await page.getByText('Confusion', { exact: true }).click();
    await expect(page.getByText(`${ROWS - after.wrong.size} of ${ROWS} right`)).toBeVisible();
    await look(cairn, 'tables-confusion', problems);
    await page.getByRole('button', { name: /^0 taken for 1/ }).or(page.getByTitle(/^0 taken for 1/)).first().click();
    await expect(grid).toBeVisible();
    await expect(page.getByRole('status').filter({ hasText: `of ${ROWS} rows` })).toBeVisible();
  });

  await page.getByText('Curves', { exact: true }).click();
  await expect(page.getByRole('region', { name: 'ROC' })).toContainText('area');
  await look(cairn, 'tables-curves', problems);

  await test.step('what flipped, counted as the files say', async () => {
    await page.getByText('What flipped', { exact: true }).click();
    const fixed = [...before.wrong].filter((id) => !after.wrong.has(id)).length;
    const broken = [...after.wrong].filter((id) => !before.wrong.has(id)).length;
    const outcome = (words: string) => page.locator('dl[aria-label="Outcomes"] > div').filter({ hasText: words });
    await expect(outcome('wrong to right')).toContainText(String(fixed));
    await expect(outcome('right to wrong')).toContainText(String(broken));
    await look(cairn, 'tables-flips', problems);
    await outcome('right to wrong').getByRole('button').click();
    const examples = page.getByRole('region', { name: 'Examples, right to wrong' });
    await expect(examples.getByRole('listitem')).toHaveCount(broken);
    await expect(examples.getByRole('img').first()).toBeVisible();
    await look(cairn, 'tables-examples', problems);
  });
  expect(problems).toEqual([]);
});
