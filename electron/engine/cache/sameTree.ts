// Whether a folder already holds exactly these files: names first, then sizes, then digests.
import { readdir, lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { cancelled, namedError } from './fsErrors.js';
import type { Parts } from './parts.js';
import type { Meter } from './progress.js';
import type { CheckoutFile } from './types.js';

/** Paths below a folder; undefined when something other than files and folders is there. */
async function listFiles(folder: string, prefix: string, limit: number): Promise<string[] | undefined> {
  const paths: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    if (entry.isDirectory()) {
      const below = await listFiles(join(folder, entry.name), path, limit - paths.length);
      if (!below) return undefined;
      for (const each of below) paths.push(each);
    } else if (entry.isFile()) paths.push(path);
    else return undefined;
    if (paths.length > limit) return undefined;
  }
  return paths;
}

export async function holdsExactly(parts: Parts, files: readonly CheckoutFile[], folder: string, signal: AbortSignal | undefined, meter: Meter): Promise<boolean> {
  try {
    const there = await listFiles(folder, '', files.length);
    if (there?.length !== files.length) return false;
    const names = new Set(there.map((path) => path.normalize('NFC')));
    if (!files.every((file) => names.has(file.path))) return false;
    for (const file of files) if ((await lstat(join(folder, file.path))).size !== file.size) return false;
    meter.phase('verifying');
    for (const file of files) {
      if (signal?.aborted) throw cancelled('Comparing the folder');
      if (!(await holdsBytes(parts, file, join(folder, file.path), signal, meter))) return false;
    }
    return true;
  } catch (error) {
    throw namedError(error, 'target', 'Comparing', folder);
  }
}

async function holdsBytes(parts: Parts, file: CheckoutFile, path: string, signal: AbortSignal | undefined, meter: Meter): Promise<boolean> {
  const { control, end } = parts.workers.control(signal);
  const unwatch = meter.watch(() => control.hashed);
  try {
    const { digest } = await parts.workers.run({ kind: 'hash', file: path, size: file.size, cut: 'none', control: control.buffer });
    return `b3:${digest}` === file.digest;
  } finally {
    unwatch();
    meter.add(file.size);
    end();
  }
}
