// Keeps the command line's code as V8 compiles it, for this Node and for the Electron runtime: `cairn` starts a third sooner.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OUT } from './lib/paths.mjs';
import { Plain } from './lib/say.mjs';
import { findElectron } from './setup/electronPath.mjs';

const FOLDER = join(OUT, 'electron');

/** What each runtime compiles is what listing an empty registry needs; of the rest V8 compiles a function when it is called. */
export function keepCompiledCode() {
  for (const name of readdirSync(FOLDER)) if (name.endsWith('.cache')) rmSync(join(FOLDER, name));
  const home = mkdtempSync(join(tmpdir(), 'cairn-code-'));
  try {
    for (const runtime of [process.execPath, findElectron()?.path]) {
      if (!runtime) continue;
      const { status, stderr, error } = spawnSync(runtime, [join(FOLDER, 'cliCodeCache.cjs'), '--home', home, 'ls'], { encoding: 'utf8', env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } });
      if (status !== 0) throw new Plain(`Compiling the command line by ${runtime} failed: ${error?.message ?? stderr}`);
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
