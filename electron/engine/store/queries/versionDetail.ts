// A version as its page shows it.
import { JsonObject, type Actor, type Metrics } from '../../../../shared/contract/primitives.js';
import { Git } from '../../domain/ops.js';
import type { Db } from '../database.js';
import type { FactsPointer, VersionDetailItem } from '../readTypes.js';
import { contestsAbout } from './aliases.js';
import { deviceName, targetLabel, targetRef } from './labels.js';
import { badges, sourceOf, versionBuilder, versionById } from './versions.js';

/** Edges listed; a version logged more often says so by its count. */
const MAX_EDGES = 200;
const MAX_USERS = 100;

export function inputsOf(db: Db, run: string | null): VersionDetailItem['inputs'] {
  if (run === null) return [];
  const used = db.all<{ version: string }>('SELECT version FROM uses WHERE run = ? GROUP BY version ORDER BY min(rank), version', run);
  return used.flatMap(({ version }) => {
    const row = versionById(db, version);
    return row ? [{ version, ref: row.ref, digest: row.digest, name: row.name, label: row.label, type: row.type }] : [];
  });
}

function usedBy(db: Db, version: string): VersionDetailItem['usedBy'] {
  return db.all<VersionDetailItem['usedBy'][number]>(
    `SELECT DISTINCT r.id AS run, r.key, r.name, r.job_type AS jobType FROM uses u JOIN runs r ON r.id = u.run WHERE u.version = ? AND r.deleted = 0 ORDER BY r.weight DESC, r.id LIMIT ${MAX_USERS}`,
    version,
  );
}

function linksOf(db: Db, version: string): VersionDetailItem['links'] {
  const rows = db.all<{ id: string; model: string; name: string | null; latest: string | null }>('SELECT l.id, l.model, c.name, c.latest_target AS latest FROM links l LEFT JOIN collections c ON c.id = l.model WHERE l.version = ? AND l.live = 1 ORDER BY l.weight, l.id', version);
  return rows.map((row) => ({ id: row.id, name: row.name ?? row.model.slice(0, 8), label: targetLabel(db, row.id), model: row.model, ref: targetRef(db, row.id) ?? row.id.slice(0, 8), aliases: badges(db, row.model, row.id, row.latest) }));
}

/** Contested aliases about the version, in its collection and in every model it is linked to. */
function contestsOf(db: Db, row: { readonly id: string; readonly collection: string; readonly name: string }, links: VersionDetailItem['links']): VersionDetailItem['contests'] {
  const places = [{ collection: row.collection, name: row.name, target: row.id }, ...links.map((link) => ({ collection: link.model, name: link.name, target: link.id }))];
  return places.flatMap(({ collection, name, target }) => contestsAbout(db, collection, new Set([target])).map((contest) => ({ ...contest, name })));
}

function edgesOf(db: Db, version: string): VersionDetailItem['edges'] {
  const rows = db.all<{ at: number; actor: string; device: string; run: string | null; name: string | null; metrics: string | null }>(
    `SELECT e.at, e.actor, e.device, e.run, r.name, e.metrics FROM edges e LEFT JOIN runs r ON r.id = e.run WHERE e.target = ? AND e.form = 'log' ORDER BY e.rank, e.hash LIMIT ${MAX_EDGES}`,
    version,
  );
  const devices = new Map([...new Set(rows.map((row) => row.device))].map((device) => [device, deviceName(db, device)]));
  return rows.map((row) => ({
    at: row.at,
    actor: JSON.parse(row.actor) as Actor,
    device: devices.get(row.device) ?? '',
    run: row.run ?? '',
    runName: row.name ?? '',
    metrics: row.metrics === null ? {} : (JSON.parse(row.metrics) as Metrics),
  }));
}

function entriesOf(json: string): readonly { readonly path: string; readonly digest?: string }[] {
  return (JSON.parse(json) as { readonly files: readonly { readonly path: string; readonly digest?: string }[] }).files;
}

/** Facts of the files of a version, at the first path that holds each blob. */
function factsOfVersion(db: Db, manifest: string): readonly FactsPointer[] {
  const known = db.all<Omit<FactsPointer, 'path'>>(
    'SELECT f.blob, f.parser, f.parser_version AS parserVersion, f.facts FROM manifest_blobs b JOIN facts f ON f.blob = b.blob WHERE b.manifest = ? ORDER BY f.blob, f.parser', manifest,
  );
  const json = known.length > 0 ? manifestOf(db, manifest) : undefined;
  if (json === undefined) return [];
  const paths = new Map<string, string[]>();
  for (const { path, digest } of entriesOf(json)) if (digest !== undefined) paths.set(digest, [...(paths.get(digest) ?? []), path]);
  return known.flatMap((facts) => (paths.get(facts.blob) ?? []).map((path) => ({ ...facts, path }))).sort((a, b) => (a.path < b.path ? -1 : 1));
}

export function manifestOf(db: Db, digest: string): string | undefined {
  return db.get<{ json: string }>('SELECT json FROM manifests WHERE digest = ?', digest)?.json;
}

/** What a run says of git; null where another door wrote something else there. */
function gitOf(text: string | null | undefined): VersionDetailItem['git'] {
  const git = text ? Git.safeParse(JSON.parse(text)).data : undefined;
  return git ? { remote: git.remote ?? null, commit: git.commit ?? null, branch: git.branch ?? null, dirty: git.dirty ?? null } : null;
}

/** Metadata is one field that anything can be written to; what is no object has no names to show. */
function metadataOf(text: string): JsonObject {
  return JsonObject.safeParse(JSON.parse(text)).data ?? {};
}

export function versionDetail(db: Db, registry: string, id: string): VersionDetailItem | undefined {
  const source = sourceOf(db, id);
  if (!source) return undefined;
  const row = versionBuilder(db, source.collection)(source);
  const run = row.run ? db.get<{ config: string; git: string | null }>('SELECT config, git FROM runs WHERE id = ?', row.run.id) : undefined;
  const links = linksOf(db, id);
  return {
    ...row,
    registry,
    metadata: metadataOf(source.metadata),
    config: run ? (JSON.parse(run.config) as JsonObject) : {},
    facts: factsOfVersion(db, source.digest),
    inputs: inputsOf(db, row.run?.id ?? null),
    usedBy: usedBy(db, id),
    links,
    contests: contestsOf(db, row, links),
    edges: edgesOf(db, id),
    git: gitOf(run?.git),
  };
}
