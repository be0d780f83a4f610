// The table as a picture: painted line by line in the colours of the theme.
import type { CompareTable } from '../../../shared/contract/compare.js';
import { cellWords, deltaWords, GROUP_WORDS, linesOf, sameAsBaseline, shortTitles } from './compareModel.js';

const LINE = 27;
const KEY = 220;
const COLUMN = 150;
const HEAD = 44;
/** What a canvas can hold on every system; more is cut, and the picture says so. */
const MOST_SIDE = 8000;

export async function tablePng(table: CompareTable, baseline: number, onlyDiffering: boolean, token: (name: string) => string): Promise<Blob> {
  const all = linesOf(table, onlyDiffering);
  const lines = all.slice(0, Math.floor((MOST_SIDE - HEAD - LINE) / LINE));
  const columns = table.columns.slice(0, Math.floor((MOST_SIDE - KEY) / COLUMN));
  const titles = shortTitles(table);
  const cut = lines.length < all.length || columns.length < table.columns.length;
  const width = KEY + columns.length * COLUMN;
  const height = HEAD + lines.length * LINE + (cut ? LINE : 0) + 8;
  const scale = Math.min(2, MOST_SIDE / width, MOST_SIDE / height);
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('The picture could not be painted');
  context.scale(scale, scale);
  context.fillStyle = token('--bg-surface');
  context.fillRect(0, 0, width, height);
  context.textBaseline = 'middle';
  const write = (text: string, x: number, y: number, room: number, font: string, color: string): void => {
    context.font = font;
    context.fillStyle = color;
    let shown = text;
    while (shown.length > 1 && context.measureText(shown).width > room) shown = `${shown.slice(0, -2)}…`;
    context.fillText(shown, x, y);
  };
  context.fillStyle = token('--bg-sunken');
  if (baseline < columns.length) context.fillRect(KEY + baseline * COLUMN, 0, COLUMN, HEAD + lines.length * LINE);
  columns.forEach((_column, index) => write(`${titles[index] ?? ''}${index === baseline ? ' (baseline)' : ''}`, KEY + index * COLUMN + 8, HEAD / 2, COLUMN - 16, '500 13px "JetBrains Mono Variable", monospace', token('--text-1')));
  lines.forEach((line, at) => {
    const top = HEAD + at * LINE;
    context.fillStyle = token('--line-1');
    context.fillRect(0, top + LINE - 1, width, 1);
    const y = top + LINE / 2;
    if (line.is === 'group') {
      write(`${GROUP_WORDS[line.group]}  ${line.shown} of ${line.of}`, 16, y, width - 32, '600 12px Inter, sans-serif', token('--text-1'));
      return;
    }
    write(line.row.key, 16, y, KEY - 24, '12px Inter, sans-serif', token('--text-2'));
    columns.forEach((_column, index) => {
      const same = index !== baseline && line.row.group !== 'metrics' && sameAsBaseline(line.row, index, baseline);
      const delta = line.row.group === 'metrics' && index !== baseline ? deltaWords(line.row, index, baseline) : undefined;
      write(same ? 'same' : `${cellWords(line.row, index)}${delta ? `  ${delta}` : ''}`, KEY + index * COLUMN + 8, y, COLUMN - 16, '12px "JetBrains Mono Variable", monospace', token(same ? '--text-3' : '--text-1'));
    });
  });
  if (cut) write(`Only ${lines.length} of ${all.length} lines and ${columns.length} of ${table.columns.length} columns fit a picture; CSV has all.`, 16, height - LINE / 2, width - 32, '12px Inter, sans-serif', token('--text-3'));
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The picture could not be kept as PNG'))), 'image/png'));
}
