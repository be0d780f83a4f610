// Where things are, for every build script.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const OUT = join(ROOT, 'out');
export const CACHE = join(ROOT, '.cache');
export const MODULES = join(ROOT, 'node_modules');
