// Dropped or typed paths become a flat list of files, each named for the artifact; everything that cannot be kept is refused by name.
import { access, constants, lstat, readdir, realpath, stat } from 'node:fs/promises';
import { type BigIntStats, lstatSync } from 'node:fs';
import { basename, resolve, sep } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { CairnError } from '../../../shared/contract/errors.js';
import { compareCodePoints } from '../domain/manifestPath.js';
import type { Clock } from '../ports.js';
import { cancelled, errnoOf, namedError } from './fsErrors.js';
import { identityOf } from './identity.js';
import { artifactPrefix, refuseInvalid, REPLACEMENT } from './names.js';
import type { Scan, ScanOptions as CallerOptions, SourceEntry } from './types.js';

/** Looked at together: enough to keep the disk busy. */
const PARALLEL = 64;
/** A folder with more is refused rather than left to fill the memory. */
const MAX_ENTRIES = 2_000_000;

/** A disk at hand answers for a group in less than a tenth of this. */
const SLOW_MS = 10;
const ME = process.getuid === undefined ? undefined : BigInt(process.getuid());

/** Told of at once. */
const TOLD = 128;

export interface ScanOptions extends Omit<CallerOptions, 'hold'> {
  /** Told of files as they are found, so that they can be looked up meanwhile. */
  readonly onFiles?: ((entries: readonly SourceEntry[]) => void) | undefined;
}

interface Walk {
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
  readonly onFiles: ScanOptions['onFiles'];
  /** Entries that `onFiles` was told of. */
  told: number;
  /** Real path that links must not lead out of. */
  readonly root: string;
  readonly entries: SourceEntry[];
  /** Asking the system takes long here, as on a network: from now on without blocking this thread. */
  slow: boolean;
}

function refuse(path: string, found: string): CairnError {
  return new CairnError('invalid_path', `Looking through ${path}: ${found}`, { path });
}

function specialKind(stats: BigIntStats): string {
  if (stats.isFIFO()) return 'a pipe';
  if (stats.isSocket()) return 'a socket';
  if (stats.isBlockDevice() || stats.isCharacterDevice()) return 'a device';
  return 'neither a file nor a folder';
}

async function looked<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (errnoOf(error) === 'ELOOP') throw refuse(path, 'it is a link that leads back to itself');
    throw namedError(error, 'source', 'Looking at', path);
  }
}

/** Our own file with the bit to read it: no need to ask the system. */
function isOurs(stats: BigIntStats): boolean {
  return ME !== undefined && stats.uid === ME && (stats.mode & 0o400n) !== 0n;
}

/** Adds a plain file of ours; false, having done nothing, for everything else and every error: `visit` then looks closely. */
function addQuickly(walk: Walk, path: string, full: string): boolean {
  try {
    const stats = lstatSync(full, { bigint: true });
    if (!stats.isFile() || !isOurs(stats) || walk.entries.length >= MAX_ENTRIES) return false;
    walk.entries.push({ path, source: full, size: Number(stats.size), identity: identityOf(stats, walk.clock.now()) });
    return true;
  } catch {
    return false;
  }
}

async function addFile(walk: Walk, path: string, real: string, stats: BigIntStats): Promise<void> {
  await looked(real, access(real, constants.R_OK));
  if (walk.entries.length >= MAX_ENTRIES) throw refuse(walk.root, `it holds more than ${MAX_ENTRIES} files; log it in parts`);
  walk.entries.push({ path, source: real, size: Number(stats.size), identity: identityOf(stats, walk.clock.now()) });
}

/** A link's target, which must lie inside the folder that was given. */
async function follow(walk: Walk, full: string): Promise<string> {
  const real = await looked(full, realpath(full));
  if (real === walk.root || real.startsWith(walk.root + sep)) return real;
  throw refuse(full, `it is a link to ${real}, outside of ${walk.root}; put the file itself there, or log it separately`);
}

async function visit(walk: Walk, path: string, full: string, above: readonly string[]): Promise<void> {
  if (walk.signal?.aborted) throw cancelled('Looking through the files');
  const link = await looked(full, lstat(full, { bigint: true }));
  const real = link.isSymbolicLink() ? await follow(walk, full) : full;
  const stats = link.isSymbolicLink() ? await looked(real, lstat(real, { bigint: true })) : link;
  if (stats.isFile()) return addFile(walk, path, real, stats);
  if (!stats.isDirectory()) throw refuse(full, `it is ${specialKind(stats)}; only files can be kept`);
  if (above.includes(real)) throw refuse(full, 'it is a link to a folder that it lies in, a loop');
  await walkFolder(walk, path, real, [...above, real]);
}

/** Tells of the files found since, if they are so many. */
function tell(walk: Walk, least: number): void {
  if (!walk.onFiles || walk.entries.length - walk.told < least) return;
  walk.onFiles(walk.entries.slice(walk.told));
  walk.told = walk.entries.length;
}

async function walkFolder(walk: Walk, prefix: string, folder: string, above: readonly string[]): Promise<void> {
  const names = await looked(folder, readdir(folder));
  if (names.some((name) => name.includes(REPLACEMENT))) refuseInvalid(await looked(folder, readdir(folder, { encoding: 'buffer' })), folder);
  const base = folder.endsWith(sep) ? folder : folder + sep;
  for (let at = 0; at < names.length; at += PARALLEL) {
    if (walk.signal?.aborted) throw cancelled('Looking through the files');
    const group = names.slice(at, at + PARALLEL).map((name) => ({ path: join2(prefix, name.normalize('NFC')), full: `${base}${name}` }));
    const started = performance.now();
    const left = walk.slow ? group : group.filter(({ path, full }) => !addQuickly(walk, path, full));
    walk.slow ||= performance.now() - started > SLOW_MS;
    const results = await Promise.allSettled(left.map(({ path, full }) => visit(walk, path, full, above)));
    tell(walk, TOLD);
    await setImmediate();
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }
}

/** A path with the bytes of those parts of it that the other does not share: they may look alike. */
function differing(path: string, other: string): string {
  const others = other.split(sep);
  const parts = path.split(sep).filter((part, at) => part !== others[at]);
  return `${path} (${parts.map((part) => Buffer.from(part, 'utf8').toString('hex')).join('/')})`;
}

function refuseDuplicates(entries: readonly SourceEntry[]): void {
  entries.forEach((entry, index) => {
    const before = entries[index - 1];
    if (before?.path !== entry.path) return;
    const bytes = [differing(before.source, entry.source), differing(entry.source, before.source)];
    throw new CairnError('duplicate_path', `Naming the files: ${bytes.join(' and ')} would both be ${entry.path} inside the artifact; rename one`, {
      path: entry.path,
      sources: [before.source, entry.source],
    });
  });
}

/** See `Cache.scan`. A path given by a person may itself be a link; inside folders links must stay inside. */
export async function scan(clock: Clock, paths: readonly string[], options: ScanOptions): Promise<Scan> {
  const prefix = options.asName === undefined ? '' : artifactPrefix(options.asName);
  const entries: SourceEntry[] = [];
  for (const given of paths) {
    if (options.signal?.aborted) throw cancelled('Looking through the files');
    const real = await looked(given, realpath(resolve(given)));
    const stats = await looked(given, stat(real, { bigint: true }));
    const walk: Walk = { clock, signal: options.signal, root: real, entries, slow: false, onFiles: options.onFiles, told: entries.length };
    const alone = paths.length === 1;
    const name = basename(resolve(given)).normalize('NFC');
    if (stats.isFile()) {
      await addFile(walk, alone && prefix !== '' ? prefix : join2(prefix, name), real, stats);
    } else if (stats.isDirectory()) {
      await walkFolder(walk, alone ? prefix : join2(prefix, name), real, [real]);
    } else {
      throw refuse(given, `it is ${specialKind(stats)}; only files and folders can be kept`);
    }
    tell(walk, 1);
  }
  entries.sort((a, b) => compareCodePoints(a.path, b.path));
  refuseDuplicates(entries);
  return { entries, bytes: entries.reduce((sum, entry) => sum + entry.size, 0) };
}

function join2(prefix: string, name: string): string {
  return prefix === '' ? name : `${prefix}/${name}`;
}
