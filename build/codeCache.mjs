// Keeps the code of the command line and of the engine as V8 compiles it: `cairn` starts a third sooner, the window's engine by a tenth of a second.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OUT } from './lib/paths.mjs';
import { Plain } from './lib/say.mjs';
import { findElectron } from './setup/electronPath.mjs';

const FOLDER = join(OUT, 'electron');

/** Runs a bundle that keeps the code of another; of what it does not need V8 compiles a function when it is called. */
function keep(runtime, what, bundle, ...command) {
  const home = mkdtempSync(join(tmpdir(), 'cairn-code-'));
  try {
    const { status, stderr, error } = spawnSync(runtime, [join(FOLDER, bundle), '--home', home, ...command], { encoding: 'utf8', env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } });
    if (status !== 0) throw new Plain(`Compiling ${what} by ${runtime} failed: ${error?.message ?? stderr}`);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** For this Node and for the Electron runtime, which alone runs the engine's own process. */
export function keepCompiledCode() {
  for (const name of readdirSync(FOLDER)) if (name.endsWith('.cache')) rmSync(join(FOLDER, name));
  keep(process.execPath, 'the command line', 'cliKeepCode.cjs', 'ls');
  const electron = findElectron()?.path;
  if (!electron) return;
  keep(electron, 'the command line', 'cliKeepCode.cjs', 'ls');
  keep(electron, 'the engine', 'utilityKeepCode.cjs');
}
