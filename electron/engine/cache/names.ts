// Names of files as an artifact holds them: UTF-8, NFC, `/` between the parts, in code-point order.
import { CairnError } from '../../../shared/contract/errors.js';

/** A file name as the system gave it, and as the artifact writes it. */
export function nameFromBytes(bytes: Uint8Array, folder: string): { readonly raw: string; readonly name: string } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const raw = buffer.toString('utf8');
  if (!Buffer.from(raw, 'utf8').equals(buffer)) {
    throw new CairnError('invalid_path', `Looking through ${folder}: a name in it is not valid UTF-8 (bytes ${buffer.toString('hex')}); rename it`, { folder, bytes: buffer.toString('hex') });
  }
  return { raw, name: raw.normalize('NFC') };
}

/** Code-point order, which is the order of the UTF-8 bytes; UTF-16 order differs from U+E000 on. */
export function comparePaths(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const x = a.charCodeAt(at);
    const y = b.charCodeAt(at);
    if (x !== y) {
      const surrogates = Number(isSurrogate(x)) - Number(isSurrogate(y));
      return surrogates === 0 ? x - y : surrogates;
    }
  }
  return a.length - b.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

/** What is wrong with a path inside an artifact, in words, or undefined. */
export function pathProblem(path: string): string | undefined {
  if (path === '') return 'it is empty';
  if (path.includes('\0')) return 'it holds a zero byte';
  if (path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path)) return 'it is absolute';
  const parts = path.split('/');
  if (parts.includes('')) return 'a part of it is empty';
  if (parts.some((part) => part === '.' || part === '..')) return 'it holds "." or ".."';
  return undefined;
}

/** `--as`: a path inside the artifact that a person typed. Errors: `invalid_path`. */
export function artifactPrefix(typed: string): string {
  const path = typed.normalize('NFC').replace(/\/+$/, '');
  const problem = pathProblem(path);
  if (problem !== undefined) throw new CairnError('invalid_path', `Naming the files ${JSON.stringify(typed)}: ${problem}; give a path like weights/model.safetensors`, { path: typed });
  return path;
}
