// npm packages: installed by the lock file when missing or when the lock changed. Silent when there is nothing to do.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MODULES, ROOT } from '../lib/paths.mjs';
import { Plain, say } from '../lib/say.mjs';

const mark = join(MODULES, '.cairn-lock');

function lockDigest() {
  return createHash('sha256').update(readFileSync(join(ROOT, 'package-lock.json'))).digest('hex');
}

/** True when node_modules is what the lock file says, by our mark or by npm's own record of the install. */
function upToDate(wanted) {
  if (existsSync(mark)) return readFileSync(mark, 'utf8') === wanted;
  const installed = join(MODULES, '.package-lock.json');
  if (!existsSync(installed)) return false;
  const have = JSON.parse(readFileSync(installed, 'utf8')).packages;
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
  return Object.entries(packages).every(([path, entry]) => path === '' || entry.optional || have[path]?.version === entry.version);
}

/**
 * `npm install --no-save` keeps to the lock file and leaves it alone. Not `npm ci`: that refuses a lock written where the
 * registry did not carry the native packages of every other platform, though none of them is needed.
 */
export function installPackages() {
  const wanted = lockDigest();
  if (upToDate(wanted)) {
    writeFileSync(mark, wanted);
    return;
  }
  say('Installing npm packages by package-lock.json ...');
  const npm = spawnSync(process.platform === 'win32' ? 'npm.cmd' : 'npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) throw new Plain('Installing npm packages failed (npm install, see above). Check the network or the npm registry setting, then run this again.');
  writeFileSync(mark, wanted);
}
