// A comparison, as a person finds it.
import { once } from 'node:events';
import { join } from 'node:path';
import type { Locator } from 'playwright';
import { OUT } from '../../../build/lib/paths.mjs';
import { buildProgram } from '../../support/buildProgram.js';
import { startProgram } from '../../support/runtimeProgram.js';
import type { Cairn } from '../app.js';

export interface CompareScreen {
  readonly grid: Locator;
  readonly side: Locator;
  readonly tray: Locator;
  row(key: string): Locator;
  show(side: 'Curves' | 'Bars' | 'Scatter' | 'Parallel' | 'Weights' | 'Files' | 'Code'): Promise<void>;
  exported(what: string): Promise<void>;
}

export function compareScreen({ page }: Cairn): CompareScreen {
  const grid = page.getByTestId('compare-grid');
  const side = page.getByRole('region', { name: 'Beside the table' });
  return {
    grid,
    side,
    tray: page.getByRole('region', { name: 'Chosen to compare' }),
    row: (key) => grid.getByRole('row').filter({ has: page.getByRole('rowheader', { name: new RegExp(`^${key}( [↑↓])?$`) }) }),
    show: (name) => side.getByRole('radiogroup', { name: 'Shown beside the table' }).getByText(name, { exact: true }).click(),
    async exported(what) {
      await page.getByRole('button', { name: 'Export' }).click();
      await page.getByRole('menuitem', { name: what }).click();
    },
  };
}

/** Three trained versions with their runs, and so many sweep runs. */
export async function writeCompared(home: string, runs: number): Promise<{ readonly versions: readonly string[]; readonly runs: readonly string[] }> {
  const child = startProgram(await buildProgram('test/support/compareProgram.ts'), [home, join(home, 'work'), String(runs)], { CAIRN_OUT: join(OUT, 'electron') });
  let [told, errors] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => (told += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const [code] = (await once(child, 'exit')) as [number];
  if (code !== 0) throw new Error(`Writing what is compared failed: ${errors}`);
  return JSON.parse(told) as { versions: string[]; runs: string[] };
}
