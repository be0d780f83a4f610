// A run as its page shows it.
import type { z } from 'zod';
import type { RunDetail } from '../../../../shared/contract/runs.js';
import { JsonObject, type Metrics } from '../../../../shared/contract/primitives.js';
import { subjectKey } from '../../domain/fold.js';
import { Git } from '../../domain/ops.js';
import type { Db } from '../database.js';
import type { HistoryQueries } from '../history/types.js';
import { readHeads, shown, shownText } from '../registers.js';
import { tagsOf } from './collections.js';
import { runById } from './runs.js';
import { versionById } from './versions.js';

/** Versions listed on one page; a run that made more says so by its history. */
const MAX_VERSIONS = 2000;

function inputsOf(db: Db, run: string): RunDetail['inputs'] {
  const used = db.all<{ version: string; used_as: string | null }>('SELECT version, min(used_as) AS used_as FROM uses WHERE run = ? GROUP BY version ORDER BY min(rank), version LIMIT ?', run, MAX_VERSIONS);
  return used.flatMap(({ version, used_as }) => {
    const row = versionById(db, version);
    return row ? [{ version, ref: row.ref, digest: row.digest, name: row.name, label: row.label, type: row.type, aliases: row.aliases, as: used_as }] : [];
  });
}

function outputsOf(db: Db, run: string): RunDetail['outputs'] {
  const edges = db.all<{ id: string; target: string; at: number; metrics: string | null; history: string | null; bound: number }>(
    "SELECT e.id, e.target, e.at, e.metrics, e.history, EXISTS (SELECT 1 FROM writes w WHERE w.subject = 'edge:' || e.id) AS bound FROM edges e WHERE e.run = ? AND e.form = 'log' ORDER BY e.rank, e.hash LIMIT ?",
    run, MAX_VERSIONS,
  );
  return edges.flatMap(({ target, at, metrics, history, bound }) => {
    const row = versionById(db, target);
    return row ? [{ version: target, ref: row.ref, digest: row.digest, name: row.name, label: row.label, type: row.type, aliases: row.aliases, at, metrics: metrics === null ? {} : (JSON.parse(metrics) as Metrics), complete: history === null || bound === 1 }] : [];
  });
}

/** What a run says of git; null where another door wrote something else there. */
function gitOf(value: unknown): RunDetail['git'] {
  const git = Git.safeParse(value).data;
  if (!git) return null;
  const { remote, commit, branch, dirty, diff } = git;
  return { ...(remote === undefined ? {} : { remote }), ...(commit === undefined ? {} : { commit }), ...(branch === undefined ? {} : { branch }), ...(dirty === undefined ? {} : { dirty }), ...(diff === undefined ? {} : { diff }) };
}

export function runGit(db: Db, id: string): z.infer<typeof Git> | undefined {
  const text = db.get<{ git: string | null }>('SELECT git FROM runs WHERE id = ?', id)?.git;
  return text ? Git.safeParse(JSON.parse(text)).data : undefined;
}

export function runDetail(db: Db, marks: Pick<HistoryQueries, 'runMark'>, id: string): RunDetail | undefined {
  const row = runById(db, id)?.row;
  if (!row) return undefined;
  const heads = readHeads(db, `run:${id}`);
  return {
    ...row,
    projectId: shownText(heads, 'project'),
    notes: shownText(heads, 'notes'),
    group: shownText(heads, 'group') || null,
    tags: [...tagsOf(db, subjectKey({ kind: 'run', id }))],
    oneShot: shown(heads, 'oneShot') === true,
    git: gitOf(shown(heads, 'git')),
    environment: JsonObject.safeParse(shown(heads, 'environment')).data ?? {},
    inputs: inputsOf(db, id),
    outputs: outputsOf(db, id),
    history: marks.runMark(id),
  };
}
