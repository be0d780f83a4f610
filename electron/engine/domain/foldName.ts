// When two names are the same name. The rule is frozen, because ids are hashes of folded names.
import { FULL_FOLDS, SIMPLE_FOLDS } from './caseFolding.js';

function readTable(): ReadonlyMap<number, string> {
  const table = new Map<number, string>();
  for (const entry of SIMPLE_FOLDS.split(' ')) {
    const match = /^([0-9a-f]+)(?:-([0-9a-f]+))?(?:\/(\d))?([+-]\d+)$/.exec(entry);
    if (!match) throw new Error(`Case folding table: bad entry ${entry}`);
    const first = Number.parseInt(match[1] ?? '', 16);
    const last = match[2] === undefined ? first : Number.parseInt(match[2], 16);
    const step = Number(match[3] ?? '1');
    for (let code = first; code <= last; code += step) table.set(code, String.fromCodePoint(code + Number(match[4])));
  }
  for (const entry of FULL_FOLDS.split(' ')) {
    const [code = '', folded = ''] = entry.split('=');
    table.set(Number.parseInt(code, 16), String.fromCodePoint(...folded.split('.').map((hex) => Number.parseInt(hex, 16))));
  }
  return table;
}

const TABLE = readTable();

/**
 * NFC(fold(NFD(name))): Unicode's canonical caseless form, by the full case folding (C and F) of Unicode 14.0 as frozen in
 * caseFolding.ts, without locale. `Straße`, `STRASSE` and `strasse` are one name; `ı` and `i` are two.
 */
export function foldName(name: string): string {
  let folded = '';
  for (const char of name.normalize('NFD')) folded += TABLE.get(char.codePointAt(0) ?? 0) ?? char;
  return folded.normalize('NFC');
}
