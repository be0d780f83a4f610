// The system libraries that Electron needs on Linux, and a virtual screen where there is none.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { Plain, say } from '../lib/say.mjs';

const LIBRARIES = {
  'libgtk-3.so.0': 'libgtk-3-0',
  'libnss3.so': 'libnss3',
  'libasound.so.2': 'libasound2',
  'libgbm.so.1': 'libgbm1',
  'libXss.so.1': 'libxss1',
};
const SCREEN = { 'xvfb-run': 'xvfb', xauth: 'xauth' };

const output = (command, args) => spawnSync(command, args, { encoding: 'utf8' }).stdout ?? '';

function missingPackages(needsScreen) {
  const known = output('/sbin/ldconfig', ['-p']);
  const libraries = Object.keys(LIBRARIES).filter((name) => !known.includes(`${name} `)).map((name) => LIBRARIES[name]);
  const onPath = (name) => (process.env.PATH ?? '').split(':').some((folder) => existsSync(`${folder}/${name}`));
  const screen = needsScreen ? Object.keys(SCREEN).filter((name) => !onPath(name)).map((name) => SCREEN[name]) : [];
  return [...screen, ...libraries];
}

/** Newer Debian and Ubuntu renamed some packages for 64-bit time. */
function currentName(name) {
  return output('apt-cache', ['policy', `${name}t64`]).includes('Candidate: ') ? `${name}t64` : name;
}

async function agreed(command) {
  if (process.argv.includes('--yes') || process.env.CI) return true;
  if (!process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`Electron needs system libraries. Run \`${command}\`? [Y/n] `);
  terminal.close();
  return /^(y|yes|)$/i.test(answer.trim());
}

/** Installs what is missing on Debian as root, when agreed; otherwise says exactly what to run. */
export async function installSystemLibraries({ needsScreen }) {
  if (process.platform !== 'linux') return;
  const missing = missingPackages(needsScreen);
  if (missing.length === 0) return;
  if (!existsSync('/usr/bin/apt-get')) throw new Plain(`Electron needs these libraries (Debian names): ${missing.join(' ')}. Install them with your system's package manager.`);
  let names = missing.map(currentName);
  const command = () => `apt-get install -y --no-install-recommends ${names.join(' ')}`;
  if (process.getuid() !== 0) throw new Plain(`Electron needs system libraries. Run:\n  sudo ${command()}`);
  if (!(await agreed(command()))) throw new Plain(`Electron needs system libraries. Run:\n  ${command()}\nor start again with --yes.`);
  say(`Installing ${names.join(' ')} ...`);
  const apt = (args) => spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  apt(['update', '-qq']);
  names = missing.map(currentName);
  if (apt(['install', '-y', '-qq', '--no-install-recommends', ...names]).status !== 0) throw new Plain(`Installing system libraries failed. Run it by hand to see why:\n  ${command()}`);
}
