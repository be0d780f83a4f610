// Files of a version as the client lists and fetches them.
import { posix } from 'node:path';
import { requireManifest } from '../../commands/contents.js';
import type { ManifestEntry } from '../../domain/manifest.js';
import type { VersionItem } from '../../store/readTypes.js';
import { connection } from './connection.js';
import { isoTime, type Wandb } from './context.js';
import type { Args, Node } from './execute.js';
import { globalId } from './ids.js';
import { hexOf } from './md5.js';

export function blobAddress({ capabilities, address }: Wandb, blob: string, name: string): string {
  return `${address()}${capabilities.path('GET', 'blob', blob.slice(3), posix.basename(name))}`;
}

function fileNode(wandb: Wandb, version: VersionItem, entry: ManifestEntry): Node {
  const { path } = entry;
  const common = { __typename: 'File', id: globalId('File', `${version.id}:${path}`), name: path, displayName: path, storagePath: path, mimetype: 'application/octet-stream', updatedAt: isoTime(version.created) };
  // The client fetches a reference by itself, but only what is listed here.
  if ('uri' in entry) return { ...common, url: entry.uri, directUrl: entry.uri, sizeBytes: entry.size ?? 0, digest: entry.etag ?? entry.uri, md5: null };
  const { digest, size } = entry;
  // Null where nobody computed it: the client compares it with its cache and does without.
  const md5 = wandb.engine.cache.getDigest(digest, 'md5') ?? null;
  const url = blobAddress(wandb, digest, path);
  return { ...common, url, directUrl: url, sizeBytes: size, digest: md5, md5: md5 === null ? null : hexOf(md5) };
}

/** The files of a version, references among them. */
export function filesOf(wandb: Wandb, version: VersionItem, args: Args): object {
  const names = Array.isArray(args['names']) && args['names'].length > 0 ? new Set(args['names'].map(String)) : undefined;
  const files = requireManifest(wandb.engine, version).entries.filter((entry) => names?.has(entry.path) ?? true);
  return connection(files, args, (file) => fileNode(wandb, version, file));
}

/** Addresses of the entries named, in the order they were named. */
export function filesByEntries(wandb: Wandb, version: VersionItem, args: Args): object {
  const wanted = (Array.isArray(args['entries']) ? args['entries'] : []).map((entry) => String((entry as { name?: unknown }).name ?? ''));
  const byPath = new Map(requireManifest(wandb.engine, version).entries.map((entry) => [entry.path, entry]));
  const found = wanted.flatMap((name) => byPath.get(name) ?? []);
  return connection(found, { first: found.length }, (file) => fileNode(wandb, version, file));
}
