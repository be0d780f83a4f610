// The lineage of something, as a person finds it; and its content read off the list that says the same.
import { once } from 'node:events';
import { join } from 'node:path';
import type { Locator } from 'playwright';
import { OUT } from '../../../build/lib/paths.mjs';
import type { PlainIds } from '../../support/lineageOps.js';
import { buildProgram } from '../../support/buildProgram.js';
import { startProgram } from '../../support/runtimeProgram.js';
import type { Cairn } from '../app.js';

export interface ListedNode {
  readonly name: string;
  readonly kind: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
}

export interface LineageScreen {
  readonly graph: Locator;
  readonly panel: Locator;
  card(ref: string): Locator;
  stub(name: string): Locator;
  choose(group: string, option: string): Promise<void>;
  button(name: string): Locator;
  /** Opens the list, reads it, and shows the graph again. */
  list(): Promise<readonly ListedNode[]>;
}

const words = (text: string): readonly string[] => (text === '' ? [] : text.split(', ')).sort((a, b) => (a < b ? -1 : 1));

export function lineageScreen({ page }: Cairn): LineageScreen {
  const graph = page.getByTestId('lineage-graph');
  const main = page.getByRole('main');
  const button = (name: string): Locator => main.getByRole('button', { name, exact: true });
  return {
    graph,
    panel: page.locator('aside.inspector'),
    card: (ref) => graph.getByRole('group', { name: new RegExp(`^${ref.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}, `) }),
    stub: (name) => graph.getByRole('button', { name }),
    choose: (group, option) => main.getByRole('radiogroup', { name: group }).getByText(option, { exact: false }).click(),
    button,
    async list() {
      await button('Show as list').click();
      const grid = main.getByRole('grid', { name: /^Lineage of / });
      await grid.getByRole('row').nth(1).waitFor();
      const heads = await grid.getByRole('columnheader').allInnerTexts();
      const rows = (await grid.getByRole('row').all()).slice(1);
      const nodes = await Promise.all(
        rows.map(async (row) => {
          const cells = await row.getByRole('gridcell').allInnerTexts();
          const cell = (head: string): string => cells[heads.indexOf(head)] ?? '';
          return { name: cell('Name'), kind: cell('Kind'), from: words(cell('From')), to: words(cell('To')) };
        }),
      );
      await button('Show as list').click();
      return nodes;
    },
  };
}

/** Writes a lineage as another process would: `sample`, or so many nodes. */
export async function writeSample(home: string, what: string): Promise<PlainIds> {
  const child = startProgram(await buildProgram('test/support/lineageProgram.ts'), [home, what], { CAIRN_OUT: join(OUT, 'electron') });
  let [told, errors] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => (told += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const [code] = (await once(child, 'exit')) as [number];
  if (code !== 0) throw new Error(`Writing the lineage failed: ${errors}`);
  return JSON.parse(told) as PlainIds;
}
