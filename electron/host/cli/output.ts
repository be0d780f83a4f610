// How the command line speaks: results on standard output, progress and errors on standard error.
import { asCairnError, ERROR_EXIT } from '../../../shared/contract/errors.js';
import type { Progress } from '../../../shared/contract/primitives.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';

/** For options that may be given several times. */
export const collect = (value: string, all: string[]): string[] => [...all, value];

/** A moment, to the minute, in UTC. */
export const when = (millis: number): string => new Date(millis).toISOString().replace('T', ' ').slice(0, 16);

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

export function printLine(text = ''): void {
  process.stdout.write(`${text}\n`);
}

/** Columns padded to their widest cell; numbers (`right`) to the right. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[], right: ReadonlySet<number> = new Set()): void {
  const widths = head.map((title, column) => rows.reduce((widest, row) => Math.max(widest, (row[column] ?? '').length), title.length));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (right.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  printLine(line(head));
  for (const row of rows) printLine(line(row));
}

/** A progress line that rewrites itself on a terminal, and is silent elsewhere. */
export function progressLine(): { show(progress: Progress): void; end(): void } {
  const live = process.stderr.isTTY;
  let shown = false;
  return {
    show(progress) {
      if (!live) return;
      const amount = (value: number): string => (progress.unit === 'bytes' ? formatBytes(value) : `${value} ${progress.unit}`);
      const total = progress.total === null ? '' : ` of ${amount(progress.total)}`;
      const rate = progress.rate === null ? '' : `, ${amount(progress.rate)}/s`;
      const left = progress.rate && progress.total !== null ? `, ${Math.ceil((progress.total - progress.done) / progress.rate)} s left` : '';
      process.stderr.write(`\r\x1b[K${progress.phase} ${amount(progress.done)}${total}${rate}${left}`);
      shown = true;
    },
    end() {
      if (shown) process.stderr.write('\r\x1b[K');
    },
  };
}

/** Writes an error as `{error: {code, message, details}}` or as a sentence, and answers the exit code for it. */
export function printError(error: unknown, json: boolean): number {
  const failure = asCairnError(error);
  process.stderr.write(json ? `${JSON.stringify({ error: failure.toShape() })}\n` : `cairn: ${failure.message}\n`);
  return ERROR_EXIT[failure.code];
}
