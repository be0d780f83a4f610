// npm run -s cairn -- ...: the command line, by the Electron runtime as Node (as in a package), else by this Node.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { OUT } from './lib/paths.mjs';
import { Plain, run } from './lib/say.mjs';
import { findElectron } from './setup/electronPath.mjs';

await run(async () => {
  const cli = join(OUT, 'electron', 'cli.cjs');
  if (!existsSync(cli)) throw new Plain('The command line is not built yet. Run `npm run build` first (or `npm start`, which does everything).');
  const command = findElectron()?.path ?? process.execPath;
  // npm changes to the package's folder; paths on the command line mean the folder the person stands in.
  const cwd = process.env.INIT_CWD ?? process.cwd();
  const done = spawnSync(command, [cli, ...process.argv.slice(2)], { stdio: 'inherit', cwd, env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } });
  if (done.error) throw new Plain(`Starting ${command} failed: ${done.error.message}`);
  process.exitCode = done.status ?? 1;
});
