// Which paths a manifest may hold, and the order they stand in.
import { CairnError } from '../../../shared/contract/errors.js';
import { isWellFormed } from './canonicalJson.js';

/** UTF-8 bytes of a path, NFC: what Linux takes for a whole path. */
export const MAX_PATH_BYTES = 4096;

/** Said of almost every path, and quicker found out than what is wrong with the others: no part of it begins with a dot. */
const PLAIN = /^\w[\w.-]*(?:\/\w[\w.-]*)*$/;

function problemOf(path: string): string | undefined {
  if (path === '') return 'is empty';
  if (!isWellFormed(path)) return 'is not valid Unicode (lone surrogate)';
  if (path.includes('\0')) return 'holds a NUL';
  if (path.includes('\\')) return 'holds a backslash, which is a separator on Windows';
  if (path.startsWith('/')) return 'is absolute';
  const segments = path.split('/');
  if (segments.includes('')) return 'has an empty segment';
  if (segments.includes('..')) return 'leaves its folder by `..`';
  if (segments.includes('.')) return 'has a `.` segment';
  if (Buffer.byteLength(path, 'utf8') > MAX_PATH_BYTES) return `is longer than ${MAX_PATH_BYTES} bytes`;
  return undefined;
}

/**
 * The path in NFC.
 * @throws CairnError invalid_path naming the path and its bytes
 */
export function checkManifestPath(path: string): string {
  if (path.length <= MAX_PATH_BYTES && PLAIN.test(path)) return path;
  const normal = path.normalize('NFC');
  const problem = problemOf(normal);
  if (problem === undefined) return normal;
  throw new CairnError('invalid_path', `The path ${JSON.stringify(path)} ${problem}. Rename it inside the artifact.`, { path, bytes: Buffer.from(path, 'utf16le').toString('hex') });
}

/** Order by code point, which is the order of the UTF-8 bytes; plain `<` puts astral characters before U+E000..U+FFFF. */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    const xSurrogate = x >= 0xd800 && x <= 0xdfff;
    const ySurrogate = y >= 0xd800 && y <= 0xdfff;
    if (xSurrogate !== ySurrogate) return xSurrogate ? 1 : -1;
    return x - y;
  }
  return a.length - b.length;
}
