// Reads a desktop entry and starts what it says, as a desktop does.
import { readFileSync } from 'node:fs';

/** Keys of the group [Desktop Entry]. */
export function readDesktopEntry(file: string): Readonly<Record<string, string>> {
  const [, group = ''] = readFileSync(file, 'utf8').split('[Desktop Entry]\n');
  const lines = group.split('\n').filter((line) => line.includes('='));
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

/** Program and arguments of an Exec line, %u replaced by `link` or dropped. Our entries quote nothing. */
export function commandOf(exec: string, link?: string): { readonly program: string; readonly args: readonly string[] } {
  const [program = '', ...rest] = exec.split(' ');
  return { program, args: rest.flatMap((word) => (word === '%u' ? (link ? [link] : []) : [word])) };
}
