// What a run runs in: the system, and the Python packages of a virtual environment. No path of this computer is among it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cpus, hostname, release, totalmem } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../../../shared/contract/primitives.js';

/** Packages listed; an environment with more says how many there are. */
const MOST_PACKAGES = 2_000;
/** What virtual environments are called beside the code they are for. */
const BESIDE = ['.venv', 'venv', 'env', '.env'];

function names(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** Folders that hold packages, on every system's layout. */
function sitePackages(root: string): readonly string[] {
  const unix = ['lib', 'lib64'].flatMap((lib) => names(join(root, lib)).filter((name) => name.startsWith('python')).map((name) => join(root, lib, name, 'site-packages')));
  return [...unix, join(root, 'Lib', 'site-packages')].filter((folder) => existsSync(folder));
}

/** Name to version, by the folders that installers leave: `numpy-2.1.0.dist-info`. */
function packagesIn(root: string): Record<string, string> {
  const found = new Map<string, string>();
  for (const folder of sitePackages(root)) {
    for (const name of names(folder)) {
      const match = /^(.+)-([^-]+)\.(?:dist-info|egg-info)$/.exec(name);
      if (match?.[1] && match[2]) found.set(match[1].replaceAll('_', '-').toLowerCase(), match[2]);
    }
  }
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** As pyvenv.cfg says it; conda says it by a folder of its own. */
function pythonVersion(root: string): string | null {
  const config = join(root, 'pyvenv.cfg');
  const said = existsSync(config) ? /^version(?:_info)?\s*=\s*(\S+)/m.exec(readFileSync(config, 'utf8'))?.[1] : undefined;
  if (said) return said;
  const conda = names(join(root, 'conda-meta')).flatMap((name) => /^python-(\d[^-]*)-/.exec(name)?.[1] ?? []);
  return conda[0] ?? null;
}

/** The virtual environment that lies in a folder of code, if there is one. */
export function environmentBeside(folder: string): string | undefined {
  return BESIDE.map((name) => join(folder, name)).find((root) => existsSync(join(root, 'pyvenv.cfg')) || existsSync(join(root, 'conda-meta')));
}

/** This system, and the packages under `root`, a virtual environment. What cannot be read is left out: a run starts all the same. */
export function environmentHere(root: string | undefined): JsonObject {
  const system: JsonObject = { host: hostname(), platform: process.platform, arch: process.arch, release: release(), cpus: cpus().length, memory: totalmem() };
  if (root === undefined) return system;
  try {
    const packages = Object.entries(packagesIn(root));
    return { ...system, python: pythonVersion(root), packages: Object.fromEntries(packages.slice(0, MOST_PACKAGES)), ...(packages.length > MOST_PACKAGES ? { packageCount: packages.length } : {}) };
  } catch {
    return system;
  }
}
