// cairn compare: versions or runs side by side, their files, and what changed in the weights.
import type { Command } from 'commander';
import type { CodeBetween, CompareTable, TensorChange, WeightsEvent } from '../../../shared/contract/compare.js';
import { CairnError } from '../../../shared/contract/errors.js';
import type { JsonValue } from '../../../shared/contract/primitives.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import type { EngineClient } from '../../engine/index.js';
import { printJson, printLine, printTable, progressLine } from './output.js';
import { withSession } from './session.js';
import { parseWhole } from './values.js';

interface CompareOptions {
  readonly run?: boolean;
  readonly baseline: string;
  readonly all?: boolean;
  readonly files?: boolean;
  readonly weights?: boolean;
  readonly code?: boolean;
}

const text = (value: JsonValue): string => (typeof value === 'string' ? value : JSON.stringify(value));
const signed = (value: number): string => `${value > 0 ? '+' : ''}${Number(value.toPrecision(4))}`;

/** A cell beside the baseline's: a number says by how much it differs. */
function cellText(row: CompareTable['rows'][number], column: number, baseline: number): string {
  const cell = row.cells[column];
  if (!cell) return '-';
  const base = row.cells[baseline];
  const shown = row.unit === 'bytes' && typeof cell.value === 'number' ? formatBytes(cell.value) : text(cell.value);
  if (column === baseline || row.unit === 'bytes' || typeof cell.value !== 'number' || typeof base?.value !== 'number' || cell.value === base.value) return shown;
  return `${shown} (${signed(cell.value - base.value)})`;
}

function printComparison(table: CompareTable, baseline: number, all: boolean): void {
  const rows = table.rows.filter((row) => all || row.differs);
  printTable(['', 'name', ...table.columns.map((column, index) => `${column.through ?? column.ref}${index === baseline ? ' (baseline)' : ''}`)], rows.map((row) => [row.group, row.key, ...table.columns.map((_, index) => cellText(row, index, baseline))]));
  printLine(`\n${table.differing} differ, ${table.same} are the same${all ? '' : ' and not listed (--all lists them)'}`);
}

async function allChangedFiles(client: EngineClient, items: { ref: string }[], baseline: number, differing: boolean) {
  const first = await client.compare.files({ items, baseline, differing, limit: 1000 });
  const rows = [...first.rows];
  for (let cursor = first.next; cursor !== null; ) {
    const page = await client.compare.files({ items, baseline, differing, cursor, limit: 1000 });
    rows.push(...page.rows);
    cursor = page.next;
  }
  return { columns: first.columns, totals: first.totals, rows };
}

const percent = (value: number | null): string => (value === null ? '' : `${Number((value * 100).toPrecision(4))} %`);

function printWeights({ summary, tensors }: Extract<WeightsEvent, { event: 'done' }>, all: boolean): void {
  const shown = all ? tensors : tensors.filter((tensor) => tensor.state !== 'same');
  const sides = (tensor: TensorChange): string => [tensor.before, tensor.after].map((side) => (side ? `${side.dtype} [${side.shape.join(', ')}]` : '-')).filter((side, index, both) => index === 0 || side !== both[0]).join(' -> ');
  printTable(['tensor', 'state', 'type and shape', 'relative', 'cosine', 'max change'], shown.map((tensor) => [tensor.name, tensor.state, sides(tensor), percent(tensor.relative), tensor.cosine === null ? '' : String(Number(tensor.cosine.toPrecision(6))), tensor.maxAbs === null ? '' : String(Number(tensor.maxAbs.toPrecision(4)))]), new Set([3, 4, 5]));
  printLine(`\n${summary.after} against ${summary.before}: ${summary.same} same, ${summary.changed} changed, ${summary.retyped} retyped, ${summary.reshaped} reshaped, ${summary.added} added, ${summary.removed} removed; ${formatBytes(summary.shared)} shared, ${formatBytes(summary.read)} read`);
}

/** The patch as git writes it, between what stands before and after it in words. */
function printCode({ files, commits, cut, gaps }: CodeBetween, [before, after]: readonly [string, string]): void {
  for (const { commit, subject, author } of commits ?? []) printLine(`${commit.slice(0, 10)} ${subject} (${author})`);
  if (commits && commits.length > 0) printLine('');
  for (const { path, patch } of files) printLine(patch === null ? `${path}: differs, too large to print` : patch.replace(/\n$/, ''));
  printLine(files.length === 0 ? `The code of ${after} is that of ${before}.` : `\n${files.length} ${files.length === 1 ? 'file differs' : 'files differ'}${cut ? ', and more that are not listed' : ''}`);
  for (const gap of gaps) printLine(`not certain: ${gap}`);
}

async function weightsBetween(client: EngineClient, before: string, after: string, signal: AbortSignal): Promise<Extract<WeightsEvent, { event: 'done' }>> {
  const line = progressLine();
  try {
    for await (const event of await client.compare.weights({ before: { ref: before }, after: { ref: after } }, { signal })) {
      if (event.event === 'done') return event;
      line.show(event.progress);
    }
  } finally {
    line.end();
  }
  throw new CairnError('internal', 'Comparing weights ended without an answer.');
}

export function addCompareVerb(program: Command): void {
  program
    .command('compare')
    .description('versions or runs side by side; only what differs, unless --all')
    .argument('<refs...>', 'versions: [[entity/]project/]name[:alias], or name@digest; with --run keys of runs')
    .option('--run', 'compare runs, by their keys')
    .option('--baseline <n>', 'which one the others are held against, counted from 1', '1')
    .option('--all', 'also what is the same')
    .option('--files', 'the files: added, removed, changed')
    .option('--weights', 'two versions, tensor by tensor')
    .option('--code', 'two code states: the commits between, and the patch from one tree to the other')
    .action(
      withSession(async ({ client, json, signal }, refs: string[], options: CompareOptions) => {
        const baseline = parseWhole(options.baseline, '--baseline') - 1;
        if (baseline < 0) throw new CairnError('invalid_input', '--baseline counts from 1.');
        const items = refs.map((ref) => ({ ref, ...(options.run ? { kind: 'run' as const } : {}) }));
        if (options.code) {
          const [before, after, ...more] = refs;
          if (before === undefined || after === undefined || more.length > 0) throw new CairnError('invalid_input', 'Comparing code takes two versions or runs: the older, then the newer.', { refs });
          const of = (ref: string): { run: string } | { ref: string } => (options.run ? { run: ref } : { ref });
          const between = await client.compare.code({ before: of(before), after: of(after) }, { signal });
          if (json) printJson(between);
          else printCode(between, [before, after]);
          return;
        }
        if (options.weights) {
          const [before, after, ...more] = refs;
          if (before === undefined || after === undefined || more.length > 0) throw new CairnError('invalid_input', 'Comparing weights takes two versions: the older, then the newer.', { refs });
          const done = await weightsBetween(client, before, after, signal);
          if (json) printJson({ ...done.summary, tensors: done.tensors });
          else printWeights(done, options.all ?? false);
          return;
        }
        if (options.files) {
          const files = await allChangedFiles(client, items, baseline, !options.all);
          if (json) printJson(files);
          else printTable(['path', ...refs], files.rows.map((row) => [row.path, ...row.states]));
          return;
        }
        const table = await client.compare.table({ items, baseline });
        if (json) printJson(table);
        else printComparison(table, baseline, options.all ?? false);
      }),
    );
}
