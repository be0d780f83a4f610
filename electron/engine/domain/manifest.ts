// The canonical manifest: what files a version holds, in the one form that is hashed. It can never change.
import { z } from 'zod';
import { CairnError } from '../../../shared/contract/errors.js';
import { Bytes, Digest } from '../../../shared/contract/primitives.js';
import { blake3Hex } from './blake3.js';
import { canonicalJson, parseCanonicalJson } from './canonicalJson.js';
import { checkManifestPath, compareCodePoints } from './manifestPath.js';

/** A file whose bytes Cairn keeps. `digest` is `b3:` and the BLAKE3 of the bytes. */
export interface ManifestFile {
  readonly path: string;
  readonly size: number;
  readonly digest: string;
}

/** Bytes that stay where they are. */
export interface ManifestReference {
  readonly path: string;
  readonly uri: string;
  readonly etag?: string;
  readonly size?: number;
}

export type ManifestEntry = ManifestFile | ManifestReference;

export interface CanonicalManifest {
  /** Canonical JSON. */
  readonly json: string;
  /** `b3:` and the BLAKE3 of the UTF-8 bytes of `json`: the digest of the version. */
  readonly digest: string;
  /** In canonical order, paths in NFC. */
  readonly entries: readonly ManifestEntry[];
}

/** A manifest read from elsewhere may be this long: about a million files. */
export const MAX_MANIFEST_BYTES = 256 * 1024 * 1024;

const FORMAT = 'manifest/1';

const FileShape = z.strictObject({ path: z.string(), size: Bytes, digest: Digest });
const ReferenceShape = z.strictObject({ path: z.string(), uri: z.string().regex(/^[a-z][a-z0-9+.-]*:/i).max(8192), etag: z.string().min(1).max(1024).optional(), size: Bytes.optional() });
const ManifestShape = z.strictObject({ cairn: z.literal(FORMAT), files: z.array(z.unknown()) });

const DIGEST = /^b3:[0-9a-f]{64}$/;

/** Said of almost every entry of a large manifest, and quicker found out by hand. */
function isPlainFile(raw: unknown): raw is ManifestFile {
  if (raw === null || typeof raw !== 'object') return false;
  const { path, size, digest } = raw as Partial<ManifestFile>;
  let keys = 0;
  for (const _ in raw) keys += 1;
  return keys === 3 && typeof path === 'string' && typeof digest === 'string' && DIGEST.test(digest) && Number.isSafeInteger(size) && (size as number) >= 0;
}

function readEntry(entry: unknown): ManifestEntry {
  if (isPlainFile(entry)) return { path: checkManifestPath(entry.path), size: entry.size, digest: entry.digest };
  const raw = entry as { path?: unknown; uri?: unknown } | null;
  const parsed = raw !== null && typeof raw === 'object' && 'uri' in raw ? ReferenceShape.safeParse(raw) : FileShape.safeParse(raw);
  const path = typeof raw?.path === 'string' ? raw.path : '(no path)';
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new CairnError('invalid_input', `The manifest entry ${JSON.stringify(path)} is not in form (${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}).`, { path });
  }
  const { path: given, ...rest } = parsed.data;
  const checked = checkManifestPath(given);
  if ('digest' in rest) return { path: checked, size: rest.size, digest: rest.digest };
  return { path: checked, uri: rest.uri, ...(rest.etag === undefined ? {} : { etag: rest.etag }), ...(rest.size === undefined ? {} : { size: rest.size }) };
}

/** An entry in form, with its path as it was given. */
interface ReadEntry {
  readonly entry: ManifestEntry;
  readonly given: string;
}

/** Of entries in canonical order. */
function refuseClashes(entries: readonly ReadEntry[]): void {
  const clash = (one: ReadEntry, other: ReadEntry, why: string): never => {
    const both = [other.given, one.given];
    const bytes = both.map((path) => Buffer.from(path, 'utf8').toString('hex'));
    throw new CairnError('duplicate_path', `The paths ${JSON.stringify(both[0])} (${bytes[0]}) and ${JSON.stringify(both[1])} (${bytes[1]}) ${why}. Rename one of them.`, { paths: both, bytes });
  };
  entries.forEach((one, index) => {
    const before = entries[index - 1];
    if (before?.entry.path === one.entry.path) clash(one, before, 'are the same path');
  });
  const nested = entries.filter(({ entry }) => entry.path.includes('/'));
  if (nested.length === 0) return;
  const paths = new Map(entries.map((one) => [one.entry.path, one]));
  for (const one of nested) {
    const { path } = one.entry;
    for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
      const other = paths.get(path.slice(0, at));
      if (other) clash(one, other, 'make one name both a file and a folder');
    }
  }
}

/**
 * The canonical form of a set of files, given in any order and normalization.
 * @throws CairnError invalid_path (the path named), duplicate_path (both named, with their bytes), invalid_input
 */
export function canonicalManifest(entries: Iterable<ManifestEntry>): CanonicalManifest {
  const sorted = checkedEntries(entries);
  const json = `{"cairn":"${FORMAT}","files":[${sorted.map(entryJson).join(',')}]}`;
  return { json, digest: `b3:${blake3Hex(json)}`, entries: sorted };
}

/** Keys in canonical order; texts are in form, so that JSON writes them as canonical JSON does. */
function entryJson(entry: ManifestEntry): string {
  return 'digest' in entry ? `{"digest":"${entry.digest}","path":${JSON.stringify(entry.path)},"size":${entry.size}}` : canonicalJson(entry);
}

/** Entries in form, in canonical order. Throws what canonicalManifest throws. */
export function checkedEntries(entries: Iterable<ManifestEntry>): readonly ManifestEntry[] {
  const sorted = Array.from(entries, (entry): ReadEntry => ({ entry: readEntry(entry), given: entry.path })).sort((a, b) => compareCodePoints(a.entry.path, b.entry.path));
  refuseClashes(sorted);
  return sorted.map(({ entry }) => entry);
}

/**
 * Reads a manifest of unknown provenance. Only its canonical bytes are accepted.
 * @throws CairnError malformed_file; invalid_path or duplicate_path for what no manifest may hold
 */
export function parseManifest(bytes: Uint8Array): CanonicalManifest {
  const malformed = (found: string): never => {
    throw new CairnError('malformed_file', `Reading a manifest, ${found}. Fetch it again from a device that has it.`);
  };
  if (bytes.length > MAX_MANIFEST_BYTES) malformed(`${bytes.length} bytes were found where at most ${MAX_MANIFEST_BYTES} are allowed`);
  const text = Buffer.from(bytes).toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(bytes)) malformed('bytes that are not UTF-8 were found');
  const shape = ManifestShape.safeParse(parseCanonicalJson(text));
  if (!shape.success) return malformed('its canonical form was not found');
  const manifest = canonicalManifest(shape.data.files as ManifestEntry[]);
  return manifest.json === text ? manifest : malformed('paths out of order or not in NFC were found');
}
