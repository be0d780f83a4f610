// What is compared: versions and runs, each read once with all that is known of it.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { CompareColumn, CompareItem } from '../../../../shared/contract/compare.js';
import type { VersionDetail } from '../../../../shared/contract/entities.js';
import type { RunDetail } from '../../../../shared/contract/runs.js';
import type { EngineContext } from '../context.js';
import { versionDetail } from '../rows.js';
import { runIdOf } from '../runs/found.js';

export interface Compared {
  readonly column: CompareColumn;
  readonly version: VersionDetail | undefined;
  /** The run itself, or the one that logged the version. */
  readonly run: RunDetail | undefined;
}

const ID = /^[0-9a-f]{64}$/;

function runCompared(engine: EngineContext, id: string): Compared {
  const run = engine.registry.read.runDetail(id);
  if (!run) throw new CairnError('not_found', 'Comparing: there is no run with this id here. It may not have arrived on this device yet.', { run: id });
  const column: CompareColumn = { id, kind: 'run', ref: run.name, name: run.name, label: '', through: null, type: run.jobType, aliases: [], deleted: false, at: run.started, actor: run.actor.name, run: id, digest: null, bytes: null };
  return { column, version: undefined, run };
}

async function versionCompared(engine: EngineContext, ref: string): Promise<Compared> {
  const { read } = engine.registry;
  const { version: id, link } = read.resolveText(ref, engine.where());
  const item = read.versionDetail(id);
  if (!item) throw new CairnError('not_found', `Comparing: ${ref} names a version that has not arrived on this device yet.`, { ref });
  const version = await versionDetail(engine, item);
  const linked = version.links.find((each) => each.id === link);
  const column: CompareColumn = {
    id, kind: 'version', ref: version.ref, name: version.name, label: version.label, through: linked?.ref ?? null, type: version.type,
    aliases: [...version.aliases, ...version.links.flatMap((each) => each.aliases)].filter((alias, index, all) => alias.kind === 'set' && all.findIndex((other) => other.name === alias.name) === index),
    deleted: version.deleted, at: version.created, actor: version.actor.name, run: version.run?.id ?? null, digest: version.digest, bytes: version.bytes,
  };
  return { column, version, run: version.run ? read.runDetail(version.run.id) : undefined };
}

/** @throws CairnError not_found, ambiguous, invalid_reference */
export function comparedItem(engine: EngineContext, { ref, kind }: CompareItem): Promise<Compared> {
  const { read } = engine.registry;
  if (ID.test(ref) && !read.hasVersion(ref) && read.run(ref)) return Promise.resolve(runCompared(engine, ref));
  if (kind === 'run') return Promise.resolve(runCompared(engine, runIdOf(read, engine, { run: ref }, 'Comparing')));
  return versionCompared(engine, ref);
}

/** In the order asked for; one asked for twice stands once. */
export async function comparedItems(engine: EngineContext, items: readonly CompareItem[]): Promise<readonly Compared[]> {
  const found = new Map<string, Compared>();
  for (const item of items) {
    const one = await comparedItem(engine, item);
    if (!found.has(one.column.id)) found.set(one.column.id, one);
  }
  return [...found.values()];
}

/** @throws CairnError invalid_input for a baseline that is not among them */
export function baselineOf(columns: number, baseline: number): number {
  if (baseline >= columns) throw new CairnError('invalid_input', `Comparing: the baseline is number ${baseline + 1}, and there are ${columns}.`, { baseline, columns });
  return baseline;
}
