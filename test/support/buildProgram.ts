// Bundles a TypeScript program for a test to start as a process of its own, once for each state of its sources.
import { blake3 } from '@napi-rs/blake-hash';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { rolldown } from 'rolldown';

const ROOT = resolve(__dirname, '../..');
const OUT = join(ROOT, '.cache/test');

function sourcesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sourcesBelow(path);
    return entry.name.endsWith('.ts') ? [path] : [];
  });
}

/**
 * Path of the bundle, named by what it was made from: parallel test files may all ask for it. `input` is relative to the
 * root and may import from `electron/engine`, `shared` and `test/support`.
 */
export async function buildProgram(input: string): Promise<string> {
  const sources = ['electron/engine', 'shared', 'test/support'].flatMap((folder) => sourcesBelow(join(ROOT, folder))).sort();
  const state = blake3(Buffer.concat(sources.map((file) => readFileSync(file)))).toString('hex').slice(0, 16);
  const name = basename(input, '.ts');
  const file = join(OUT, `${name}-${state}.cjs`);
  if (existsSync(file)) return file;
  mkdirSync(OUT, { recursive: true });
  const bundle = await rolldown({ input: join(ROOT, input), platform: 'node', external: [/^node:/, '@napi-rs/blake-hash', 'libsql'] });
  const temp = join(OUT, `${name}-${state}-${process.pid}-${process.hrtime.bigint()}.cjs`);
  await bundle.write({ file: temp, format: 'cjs' });
  await bundle.close();
  renameSync(temp, file);
  return file;
}
