// Small programs of tests and benches that must run on the Electron runtime as Node: bundled like the app, then started.
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { bundleOptions } from '../../build/bundles.mjs';
import { ROOT } from '../../build/lib/paths.mjs';
import { findElectron } from '../../build/setup/electronPath.mjs';

/** Bundles a TypeScript entry (relative to the project) into .cache/test and gives its path. */
export async function bundleProgram(entry: string): Promise<string> {
  const file = join(ROOT, '.cache', 'test', `${entry.replace(/[/\\]/g, '-').replace(/\.ts$/, '')}.cjs`);
  const { output, ...input } = bundleOptions(entry, join(ROOT, entry), file);
  const bundle = await rolldown(input);
  await bundle.write(output);
  await bundle.close();
  return file;
}

/** Who the tests are, whatever git says on this machine. */
export const TEST_IDENTITY = { GIT_CONFIG_GLOBAL: join(ROOT, 'test', 'fixtures', 'gitconfig') };

/** Starts a bundled program on the app's runtime. */
export function startProgram(file: string, args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  return spawn(findElectron()?.path ?? process.execPath, [file, ...args], { env: { ...process.env, ...TEST_IDENTITY, ...env, ELECTRON_RUN_AS_NODE: '1' }, stdio: ['pipe', 'pipe', 'pipe'] });
}
