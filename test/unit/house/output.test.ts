// What the command line prints: tables of any length.
import { expect, it, vi } from 'vitest';
import { printTable } from '../../../electron/host/cli/output.js';

it('prints a table of more rows than a call can have arguments', () => {
  let printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  printTable(['run', 'size'], Array.from({ length: 200_000 }, (_, row) => [`r${row}`, String(row)]), new Set([1]));
  vi.restoreAllMocks();
  const lines = printed.trimEnd().split('\n');
  expect([lines[0], lines[1], lines.at(-1)]).toEqual(['run        size', 'r0            0', 'r199999  199999']);
});
