// Files of versions side by side, by path; and how many bytes a version shares with the baseline, whatever the names.
import type { FileCompareRow, FileTotals } from '../../../../shared/contract/compare.js';
import type { ManifestEntry } from '../manifest.js';

/** The list of files of a column; undefined for a run, or while it has not arrived. */
export type FileList = readonly ManifestEntry[] | undefined;

type Cell = FileCompareRow['cells'][number];
type State = FileCompareRow['states'][number];

function cellOf(entry: ManifestEntry | undefined): Cell {
  if (!entry) return null;
  return 'digest' in entry ? { digest: entry.digest, bytes: entry.size, uri: null } : { digest: null, bytes: entry.size ?? null, uri: entry.uri };
}

function stateOf(before: Cell, now: Cell): State {
  if (!before) return now ? 'added' : 'absent';
  if (!now) return 'removed';
  return before.digest === now.digest && before.uri === now.uri && before.bytes === now.bytes ? 'same' : 'changed';
}

export function compareFiles(lists: readonly FileList[], baseline: number): { readonly rows: readonly FileCompareRow[]; readonly totals: readonly FileTotals[] } {
  const maps = lists.map((list) => new Map((list ?? []).map((entry) => [entry.path, entry])));
  const paths = [...new Set(maps.flatMap((map) => [...map.keys()]))].sort((a, b) => (a < b ? -1 : 1));
  const rows = paths.map((path): FileCompareRow => {
    const cells = maps.map((map) => cellOf(map.get(path)));
    return { path, cells, states: cells.map((cell) => stateOf(cells[baseline] ?? null, cell)) };
  });
  const held = new Set((lists[baseline] ?? []).flatMap((entry) => ('digest' in entry ? [entry.digest] : [])));
  const totals = lists.map((list, column): FileTotals => {
    const count = (state: State): number => rows.reduce((sum, row) => sum + (row.states[column] === state ? 1 : 0), 0);
    const sizes = (list ?? []).map((entry) => ({ bytes: entry.size ?? 0, shared: 'digest' in entry && held.has(entry.digest) }));
    const sum = (of: typeof sizes): number => of.reduce((total, each) => total + each.bytes, 0);
    return { same: count('same'), changed: count('changed'), added: count('added'), removed: count('removed'), bytes: sum(sizes), shared: sum(sizes.filter((each) => each.shared)), known: list !== undefined };
  });
  return { rows, totals };
}
