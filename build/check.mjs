// npm run check: types, lint and layers. Prints one line a check and what each found.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkLayers } from './checkLayers.mjs';
import { MODULES, ROOT } from './lib/paths.mjs';
import { say, seconds } from './lib/say.mjs';

/** Each part is checked with what its side has: no DOM in the engine, no Node in the page, neither in shared. */
const PROJECTS = ['.', 'shared', 'electron/preload', 'renderer', 'test/unit/renderer', 'test/e2e'];

/** A package's own executable script, run by this Node: the same on every system. */
function runTool(script, args) {
  const done = spawnSync(process.execPath, [join(MODULES, script), ...args], { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 26 });
  return { ok: done.status === 0, output: `${done.stdout}${done.stderr}`.trim() };
}

function layers() {
  const problems = checkLayers();
  return { ok: problems.length === 0, output: problems.join('\n') };
}

const CHECKS = [
  ...PROJECTS.map((project) => ({ name: `types ${project}`, check: () => runTool('typescript/bin/tsc', ['-p', project, '--pretty', 'false']) })),
  { name: 'lint', check: () => runTool('oxlint/bin/oxlint', ['--type-aware', '--deny-warnings', 'electron', 'shared', 'renderer', 'test', 'build']) },
  { name: 'layers', check: layers },
];

/** Runs every check. Resolves to {passed, failed}. */
export function checkAll() {
  let failed = 0;
  for (const { name, check } of CHECKS) {
    const started = performance.now();
    const { ok, output } = check();
    say(`${ok ? 'ok  ' : 'FAIL'} ${name} (${seconds(started)})`);
    if (!ok) {
      failed += 1;
      say(output);
    }
  }
  return { passed: CHECKS.length - failed, failed };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = checkAll().failed > 0 ? 1 : 0;
