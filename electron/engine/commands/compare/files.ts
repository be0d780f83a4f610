// compare.files: files added, removed and changed against a baseline, by page.
import type { CompareItem, FileCompareRow, FileTotals } from '../../../../shared/contract/compare.js';
import { CairnError } from '../../../../shared/contract/errors.js';
import { compareFiles, type FileList } from '../../domain/compare/files.js';
import { requireManifest } from '../contents.js';
import type { EngineContext } from '../context.js';
import { baselineOf, comparedItems, type Compared } from './items.js';

/** Undefined where there is none here to read; a damaged one is told. */
function listOf(engine: EngineContext, { version }: Compared): FileList {
  if (!version) return undefined;
  try {
    return requireManifest(engine, version).entries;
  } catch (error) {
    if (error instanceof CairnError && error.code === 'offline') return undefined;
    throw error;
  }
}

export interface FilesInput {
  readonly items: readonly CompareItem[];
  readonly baseline: number;
  readonly differing: boolean;
  readonly query: string;
  readonly cursor: string | null;
  readonly limit: number;
}

export async function comparedFiles(engine: EngineContext, input: FilesInput): Promise<{ columns: string[]; totals: FileTotals[]; rows: FileCompareRow[]; next: string | null; total: number }> {
  const items = await comparedItems(engine, input.items);
  const { rows, totals } = compareFiles(items.map((item) => listOf(engine, item)), baselineOf(items.length, input.baseline));
  const text = input.query.toLowerCase();
  const shown = rows.filter((row) => (!input.differing || row.states.some((state) => state !== 'same')) && row.path.toLowerCase().includes(text));
  const from = input.cursor === null ? 0 : Number(input.cursor);
  if (!Number.isSafeInteger(from) || from < 0) throw new CairnError('invalid_input', 'The cursor is not one that was given out.', { cursor: input.cursor });
  const end = from + input.limit;
  return { columns: items.map((item) => item.column.id), totals: [...totals], rows: shown.slice(from, end), next: end < shown.length ? String(end) : null, total: shown.length };
}
