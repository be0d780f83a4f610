// Names of files as an artifact holds them: UTF-8, NFC, `/` between the parts, in code-point order.
import { CairnError } from '../../../shared/contract/errors.js';

/** What stands for bytes of a name that are not valid UTF-8; a name may also hold it. */
export const REPLACEMENT = '\ufffd';

/** @throws CairnError invalid_path for the first of these names in a folder that is not valid UTF-8 */
export function refuseInvalid(names: readonly Buffer[], folder: string): void {
  const invalid = names.find((bytes) => !Buffer.from(bytes.toString('utf8'), 'utf8').equals(bytes));
  if (invalid === undefined) return;
  const hex = invalid.toString('hex');
  throw new CairnError('invalid_path', `Looking through ${folder}: a name in it is not valid UTF-8 (bytes ${hex}); rename it`, { folder, bytes: hex });
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
