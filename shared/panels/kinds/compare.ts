// Versions or runs side by side: what differs between them.
import { z } from 'zod';
import { CompareTable } from '../../contract/compare.js';
import { Id } from '../../contract/primitives.js';
import { panelKind } from '../types.js';
import { figureText, markdownTable, shortDigest } from '../words.js';

const MOST_ROWS = 60;
/** More side by side cannot be read on a page. */
const MOST_COLUMNS = 40;

/** The baseline and as many of the others as a page has room for, in their order. */
function shownItems(items: readonly string[], baseline: string): readonly string[] {
  const others = new Set(items.filter((item) => item !== baseline).slice(0, MOST_COLUMNS - 1));
  return items.filter((item) => item === baseline || others.has(item));
}

export const compare = panelKind({
  kind: 'compare',
  name: 'Comparison',
  about: 'Versions or runs side by side; only what differs.',
  size: { w: 12, h: 9 },
  needs: 'items',
  settings: z.object({ items: z.array(Id).min(1).max(500), baseline: z.number().int().nonnegative().default(0) }),
  /** Rows that differ. `left` of them, and `beside` of the versions or runs, are not shown. */
  data: z.object({ table: CompareTable, baseline: z.number().int(), left: z.number().int(), beside: z.number().int().default(0) }),
  async load(client, { items: given, baseline: wanted }, signal) {
    const items = [...new Set(given)];
    const held = given[wanted] ?? items[0] ?? '';
    const shown = shownItems(items, held);
    const baseline = Math.max(0, shown.indexOf(held));
    const table = await client.compare.table({ items: shown.map((ref) => ({ ref })), baseline }, { signal });
    const differing = table.rows.filter(({ differs }) => differs || items.length === 1);
    return { table: { ...table, rows: differing.slice(0, MOST_ROWS) }, baseline, left: Math.max(0, differing.length - MOST_ROWS), beside: items.length - shown.length };
  },
  title: ({ table }) => (table.columns.length <= 3 ? table.columns.map(({ ref, through }) => through ?? ref).join(' against ') : `${table.columns.length} side by side`),
  figures: ({ table }) =>
    table.rows.filter(({ group }) => group === 'metrics').flatMap((row) =>
      row.cells.flatMap((cell, index) => {
        const column = table.columns[index];
        return cell && column?.digest ? [{ key: `${column.ref} ${row.key}`, value: cell.value, ref: column.ref, digest: column.digest }] : [];
      }),
    ),
  markdown: ({ table }) => markdownTable(['', ...table.columns.map(({ ref, through, digest }) => `${through ?? ref}${digest ? ` (${shortDigest(digest)})` : ''}`)], table.rows.map((row) => [row.key, ...row.cells.map((cell) => (cell ? figureText(cell.value) : ''))])),
});
