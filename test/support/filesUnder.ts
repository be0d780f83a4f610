// What lies in a folder: relative path -> bytes.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** Relative paths of all files below a folder, sorted; an absent folder has none. */
export function filesUnder(folder: string): string[] {
  const found: string[] = [];
  const walk = (at: string): void => {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      const path = join(at, entry.name);
      if (entry.isDirectory()) walk(path);
      else found.push(relative(folder, path).split(sep).join('/'));
    }
  };
  try {
    walk(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return found.sort();
}

/** The whole tree: relative path -> bytes as hex, for byte-for-byte comparison. */
export function treeOf(folder: string): Record<string, string> {
  return Object.fromEntries(filesUnder(folder).map((path) => [path, readFileSync(join(folder, path)).toString('hex')]));
}
