// Everything that can be wrong with writing these files to that place, found before anything is written.
import { CairnError } from '../../../shared/contract/errors.js';
import type { Digest } from '../../../shared/contract/primitives.js';
import { pathProblem } from './names.js';
import type { Parts } from './parts.js';
import type { CheckoutFile } from './types.js';

/** Names that Windows gives to devices, whatever follows a dot. */
const RESERVED = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$/i;
const WINDOWS_FORBIDDEN = /[<>:"\\|?*\u0001-\u001f]/;
/** NAME_MAX of every file system in use; PATH_MAX of Linux, macOS and Windows. */
const MAX_NAME_BYTES = 255;
const MAX_PATH: Readonly<Record<string, number>> = { linux: 4095, darwin: 1023, win32: 259 };

export interface TargetRules {
  readonly platform: NodeJS.Platform;
  /** Whether `A` and `a` are one file there. */
  readonly foldsCase: boolean;
  /** Absolute folder the paths will lie in. */
  readonly folder: string;
}

function systemProblem(path: string, rules: TargetRules): string | undefined {
  const parts = path.split('/');
  const long = parts.find((part) => Buffer.byteLength(part) > MAX_NAME_BYTES);
  if (long !== undefined) return `a name in it is ${Buffer.byteLength(long)} bytes long, more than a file system takes`;
  const limit = MAX_PATH[rules.platform] ?? 1023;
  const length = Buffer.byteLength(rules.folder) + 1 + Buffer.byteLength(path);
  if (length > limit) return `it would be ${length} bytes long in ${rules.folder}, and this system takes ${limit}`;
  if (rules.platform !== 'win32') return undefined;
  if (parts.some((part) => RESERVED.test(part))) return 'Windows reserves a name in it for a device';
  if (parts.some((part) => WINDOWS_FORBIDDEN.test(part))) return 'Windows allows no < > : " \\ | ? * in names';
  if (parts.some((part) => /[. ]$/.test(part))) return 'Windows drops a dot or space at the end of a name';
  return undefined;
}

/** Errors: `invalid_path`, `duplicate_path`. */
export function checkPaths(files: readonly CheckoutFile[], rules: TargetRules): void {
  const fold = (path: string): string => (rules.foldsCase ? path.normalize('NFC').toLowerCase() : path);
  const taken = new Map<string, string>();
  for (const { path } of files) {
    const problem = pathProblem(path) ?? systemProblem(path, rules);
    if (problem !== undefined) throw new CairnError('invalid_path', `Writing ${JSON.stringify(path)} to ${rules.folder}: ${problem}; nothing was written`, { path });
    const before = taken.get(fold(path));
    if (before !== undefined) {
      throw new CairnError('duplicate_path', `Writing to ${rules.folder}: ${JSON.stringify(before)} and ${JSON.stringify(path)} are one file there; nothing was written`, { paths: [before, path] });
    }
    taken.set(fold(path), path);
  }
  for (const { path } of files) {
    const parts = path.split('/');
    for (let depth = 1; depth < parts.length; depth += 1) {
      const folder = parts.slice(0, depth).join('/');
      const file = taken.get(fold(folder));
      if (file !== undefined) throw new CairnError('duplicate_path', `Writing to ${rules.folder}: ${JSON.stringify(file)} would be both a file and the folder of ${JSON.stringify(path)}; nothing was written`, { paths: [file, path] });
    }
  }
}

/** Errors: `offline`, naming how much is not here; `corrupt` where a blob has another length than is said: who wrote the list is wrong, and not the blob. */
export function checkPresent(parts: Parts, files: readonly CheckoutFile[]): void {
  const blobs = new Map<Digest, CheckoutFile>(files.map((file) => [file.digest, file]));
  const rows = parts.rows.getAll([...blobs.keys()]);
  for (const { path, digest, size } of files) {
    const kept = rows.get(digest)?.size ?? size;
    if (kept !== size) throw new CairnError('corrupt', `Writing ${path}: it is listed as ${size} bytes long, and the bytes of its digest are ${kept}; the list of files is wrong, nothing was written`, { path, blob: digest });
  }
  const absent = [...blobs.values()].filter((file) => !parts.presence.isHereBy(rows.get(file.digest), file.digest));
  const first = absent[0];
  if (!first) return;
  const others = absent.length > 1 ? ` and ${absent.length - 1} more of ${blobs.size} files` : '';
  throw new CairnError('offline', `Writing ${first.path}${others}: the bytes are not on this computer; connect to the remote that has them. Nothing was written`, {
    paths: absent.slice(0, 100).map((file) => file.path),
    missing: absent.length,
  });
}
