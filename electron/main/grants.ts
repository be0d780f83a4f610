// Paths a person dropped or chose, kept under handles that cannot be guessed. The page sees base names only.
import { randomBytes } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { basename, resolve, sep } from 'node:path';
import type { Grant } from '../../shared/contract/native.js';

export interface Grants {
  /** `tell` is awaited before the handle is given out: the engine knows it before the page can use it. */
  add(paths: readonly string[], tell: (grant: string, paths: readonly string[]) => Promise<void>): Promise<Grant>;
  /** Whether a path lies in `root` or in anything granted, links followed. */
  covers(path: string): boolean;
}

export function keepGrants(root: string): Grants {
  const granted = new Set<string>();
  return {
    async add(paths, tell) {
      const grant = randomBytes(16).toString('hex');
      const absolute = paths.map((path) => resolve(path));
      absolute.forEach((path) => granted.add(path));
      await tell(grant, absolute);
      return { grant, names: absolute.map((path) => basename(path)) };
    },
    covers(path) {
      const real = realPath(path);
      return real !== undefined && [root, ...granted].some((base) => isUnder(real, realPath(base)));
    },
  };
}

function isUnder(path: string, base: string | undefined): boolean {
  return base !== undefined && (path === base || path.startsWith(base.endsWith(sep) ? base : base + sep));
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
