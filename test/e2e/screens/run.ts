// Starting a run by hand and feeding it, as a person finds it: by role and name.
import type { Locator, Page } from 'playwright';
import { answerDialogs } from '../dialog.js';
import type { Cairn } from '../app.js';

export interface RunScreen {
  readonly dialog: Locator;
  readonly made: Locator;
  readonly read: Locator;
  /** Opens the dialog from the list of runs and starts one; gives the key its page shows. */
  start(run: { name: string; jobType?: string; config?: Readonly<Record<string, string>>; code?: string }): Promise<string>;
  logValues(step: number, values: Readonly<Record<string, number>>): Promise<void>;
  /** An entry of the menu Log. */
  log(item: string): Promise<void>;
  finish(): Promise<void>;
}

/** Names and values in rows, typed one after the other. */
async function fillPairs(place: Page | Locator, what: string, add: string, pairs: Readonly<Record<string, string | number>>): Promise<void> {
  for (const [index, [key, value]] of Object.entries(pairs).entries()) {
    if ((await place.getByLabel(`Name of ${what} ${index + 1}`).count()) === 0) await place.getByRole('button', { name: add }).click();
    await place.getByLabel(`Name of ${what} ${index + 1}`).fill(key);
    await place.getByLabel(`Value of ${key}`).fill(String(value));
  }
}

export function runScreen(cairn: Cairn): RunScreen {
  const { page } = cairn;
  const main = page.getByRole('main');
  const dialog = page.getByRole('dialog');
  const log = async (item: string): Promise<void> => {
    await main.getByRole('button', { name: 'Log', exact: true }).click();
    await page.getByRole('menuitem', { name: item, exact: true }).click();
  };
  return {
    dialog,
    made: page.getByRole('region', { name: 'Logged', exact: true }),
    read: page.getByRole('region', { name: 'Read', exact: true }),
    log,
    async start({ name, jobType, config = {}, code }) {
      await page.getByRole('link', { name: 'Runs' }).first().click();
      await main.getByRole('button', { name: 'New run' }).click();
      await dialog.getByLabel('Name', { exact: true }).fill(name);
      if (jobType) {
        await dialog.getByLabel('Job type').click();
        await page.getByRole('option', { name: jobType }).click();
      }
      await fillPairs(dialog, 'hyper-parameter', 'Add a hyper-parameter', config);
      if (code) {
        await answerDialogs(cairn, [code]);
        await dialog.getByRole('button', { name: 'Code folder…' }).click();
        await dialog.getByText('commit and changes are captured').waitFor();
      }
      await dialog.getByRole('button', { name: 'Start run' }).click();
      await main.getByRole('heading', { level: 1, name }).waitFor();
      return main.getByTitle('What scripts call it').innerText();
    },
    async logValues(step, values) {
      await log('Values…');
      await dialog.getByLabel('Step').fill(String(step));
      await fillPairs(dialog, 'metric', 'Add a metric', values);
      await dialog.getByRole('button', { name: 'Log values' }).click();
      await dialog.waitFor({ state: 'hidden' });
    },
    async finish() {
      await main.getByRole('button', { name: 'Finish' }).click();
      await page.getByRole('menuitem', { name: 'It finished' }).click();
      await main.getByRole('button', { name: 'Finish' }).waitFor({ state: 'hidden' });
    },
  };
}
