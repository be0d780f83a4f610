// What logging would do, found out without reading more than headers: the answer to a drop, within a second.
import { basename, extname } from 'node:path';
import type { FileFacts } from '../../../shared/contract/entities.js';
import type { IngestPlan } from '../../../shared/contract/ingest.js';
import type { JsonObject } from '../../../shared/contract/primitives.js';
import { asCairnError } from '../../../shared/contract/errors.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import type { SourceEntry } from '../cache/types.js';
import { canonicalManifest } from '../domain/manifest.js';
import { kindOfName } from '../formats/plain.js';
import type { EngineContext } from './context.js';
import { fileFacts, inspectSource, worthInspecting } from './facts.js';
import { proposeFromSidecars } from './sidecars.js';

/** Files listed in a plan; the count is of all. */
const MAX_LISTED = 500;
/** Headers read for a plan. A sharded model has a few dozen files; more are read when it is logged. */
const MAX_INSPECTED = 64;

type Notice = IngestPlan['notices'][number];

async function factsOf(entries: readonly SourceEntry[], notices: Notice[]): Promise<FileFacts[]> {
  const facts: FileFacts[] = [];
  for (const entry of worthInspecting(entries).slice(0, MAX_INSPECTED)) {
    try {
      const found = await inspectSource(entry.source);
      if (!found) continue;
      facts.push(fileFacts(entry.path, found));
      if (found.problem) notices.push({ level: 'warning', path: entry.path, message: `${found.problem} It can be kept as it is.` });
      for (const { level, what, evidence } of found.safety.findings) if (level === 'suspicious' || level === 'dangerous') notices.push({ level: 'warning', path: entry.path, message: evidence === '' ? what : `${what} (${evidence})` });
    } catch (error) {
      notices.push({ level: 'error', path: entry.path, message: asCairnError(error).message });
    }
  }
  return facts;
}

/** `best.safetensors` -> `best`; of several the first one counts. Characters a name cannot hold become dashes. */
function proposeName(paths: readonly string[]): string {
  const base = basename(paths[0] ?? '');
  const stem = extname(base).length > 1 ? base.slice(0, -extname(base).length) : base;
  // eslint-disable-next-line no-control-regex -- control characters are what a name cannot hold
  const clean = stem.normalize('NFC').replace(/[\u0000-\u001f\u007f/:@\\]+/g, '-').trim();
  return [...clean].slice(0, 128).join('') || 'model';
}

/** Kinds of file that hold tables, media or text: a drop of nothing else is proposed as a dataset. */
const DATA_KINDS = new Set(['csv', 'json lines', 'parquet', 'image', 'audio', 'video', 'text', 'numpy']);

function proposeType(entries: readonly SourceEntry[]): string {
  return entries.length > 0 && entries.every((entry) => DATA_KINDS.has(kindOfName(entry.path) ?? '')) ? 'dataset' : 'model';
}

/** Versions that hold exactly these bytes, when every file was seen before and is unchanged. */
function sameVersions({ registry }: EngineContext, entries: readonly SourceEntry[], digests: readonly (string | null)[]): IngestPlan['same'] {
  if (entries.length === 0 || digests.some((digest) => digest === null)) return [];
  const manifest = canonicalManifest(entries.map((entry, index) => ({ path: entry.path, size: entry.size, digest: digests[index] as string })));
  return registry.read.versionsByDigest(manifest.digest).map((version) => ({ ref: version.ref, label: version.label, name: version.name }));
}

export async function planIngest(engine: EngineContext, paths: readonly string[], hint: { project?: string | undefined; name?: string | undefined }, signal: AbortSignal | undefined): Promise<IngestPlan> {
  const { cache } = engine;
  const { entries, bytes } = await cache.scan(paths, { signal });
  const digests = await cache.known(entries);
  const bytesToRead = entries.reduce((sum, entry, index) => sum + (digests[index] === null ? entry.size : 0), 0);
  const clones = entries[0] ? await cache.canClone(entries[0].source) : false;
  const { free } = await cache.freeSpace();
  const notices: Notice[] = [];
  if (entries.length === 0) notices.push({ level: 'error', path: null, message: 'There are no files in what was given.' });
  const extraBytes = clones ? 0 : bytesToRead;
  if (extraBytes > free) notices.push({ level: 'error', path: null, message: `Keeping this takes ${formatBytes(extraBytes)}, and ${formatBytes(free)} are free where Cairn keeps its data. Free some space, or move the data root.` });
  const facts = await factsOf(entries, notices);
  const sidecars = await proposeFromSidecars(entries);
  const withTensors = facts.filter((fact) => fact.tensorCount > 0);
  const told = withTensors.length === 1 ? withTensors[0] : facts.length === 1 ? facts[0] : undefined;
  const metadata: JsonObject = { ...told?.metadata };
  return {
    files: entries.slice(0, MAX_LISTED).map((entry) => ({ path: entry.path, bytes: entry.size, format: kindOfName(entry.path) ?? null })),
    fileCount: entries.length,
    bytes,
    bytesToRead,
    clones,
    extraBytes,
    free,
    facts,
    proposal: { name: hint.name ?? proposeName(paths), type: proposeType(entries), project: hint.project ?? engine.where().project, description: '', ...sidecars, metadata },
    same: sameVersions(engine, entries, digests),
    notices,
  };
}
