// Bundles a TypeScript program like the app, for a test to start as a process of its own; once for each state of the sources.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { bundleOptions } from '../../build/bundles.mjs';
import { CACHE, ROOT } from '../../build/lib/paths.mjs';
import { digestOf } from '../../build/lib/stamp.mjs';

const OUT = join(CACHE, 'test');
const SOURCES = ['electron', 'shared', 'test', 'build/bundles.mjs', 'package-lock.json'].map((path) => join(ROOT, path));

let state: string | undefined;
const built = new Map<string, Promise<string>>();

/** Those of other states: nobody asks for them again. */
function removeOthers(name: string, kept: string): void {
  for (const file of readdirSync(OUT)) if (file.startsWith(`${name}.`) && file !== kept) rmSync(join(OUT, file), { force: true });
}

async function build(entry: string): Promise<string> {
  state ??= digestOf(SOURCES).slice(0, 16);
  const name = entry.replace(/[/\\]/g, '-').replace(/\.ts$/, '');
  const file = join(OUT, `${name}.${state}.cjs`);
  if (existsSync(file)) return file;
  mkdirSync(OUT, { recursive: true });
  const made = join(OUT, `making-${process.pid}-${name}.cjs`);
  const { output, ...input } = bundleOptions(entry, join(ROOT, entry), made);
  const bundle = await rolldown(input);
  await bundle.write({ ...output, sourcemap: false });
  await bundle.close();
  renameSync(made, file);
  removeOthers(name, `${name}.${state}.cjs`);
  return file;
}

/** Path of the bundle of an entry, relative to the project. Test files that run side by side may all ask for it. */
export function buildProgram(entry: string): Promise<string> {
  const known = built.get(entry) ?? build(entry);
  built.set(entry, known);
  return known;
}
