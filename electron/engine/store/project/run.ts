// A run: what it was started with, what it said since, and how it ended.
import type { JsonValue } from '../../../../shared/contract/primitives.js';
import { readHeads, shown, shownText, shownUnder } from '../registers.js';
import { weightOf, type Session } from '../session.js';
import { deletedNow } from './deleted.js';
import { askRun } from './ask.js';
import { setDoc } from './docs.js';

function objectOf(value: JsonValue | undefined): { readonly [key: string]: JsonValue } {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {};
}

/** A run is a row once its start is known. */
export function projectRun(session: Session, id: string): void {
  const { db } = session;
  const heads = readHeads(db, `run:${id}`);
  const started = heads.get('started')?.[0];
  if (!started) return;
  const before = db.get<{ name: string; deleted: number; project: string; config: string; git: string | null }>('SELECT name, deleted, project, config, git FROM runs WHERE id = ?', id);
  const project = shownText(heads, 'project');
  const name = shownText(heads, 'name');
  const oneShot = shown(heads, 'oneShot') === true;
  const deleted = deletedNow(session, { kind: 'run', id }, heads);
  const start = objectOf(started.value);
  const startedAt = Number(start['at'] ?? 0);
  const end = objectOf(shown(heads, 'state'));
  const state = typeof end['state'] === 'string' ? end['state'] : oneShot ? 'finished' : 'running';
  const finished = state === 'running' ? null : typeof end['at'] === 'number' ? end['at'] : oneShot ? startedAt : null;
  const git = heads.has('git') ? JSON.stringify(shown(heads, 'git')) : null;
  const config = JSON.stringify(shownUnder(heads, 'config'));
  db.run(
    'INSERT OR REPLACE INTO runs(id, project, key, name, job_type, one_shot, state, config, summary, git, started, finished, actor, weight, deleted, run_group, timeless) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    id, project, shownText(heads, 'key'), name, shownText(heads, 'jobType'), oneShot ? 1 : 0, state, config, JSON.stringify(shownUnder(heads, 'summary')),
    git, startedAt, finished, JSON.stringify(start['actor'] ?? { name: 'unknown' }), weightOf(started.rank), deleted ? 1 : 0, shownText(heads, 'group'), start['timeless'] === true ? 1 : 0,
  );
  if (before && before.deleted === 0) {
    session.count('runs', -1);
    session.count(`runs:${before.project}`, -1);
  }
  if (!deleted) {
    session.count('runs', 1);
    session.count(`runs:${project}`, 1);
  }
  askRun(session, id, shownUnder(heads, 'config'), shownUnder(heads, 'summary'));
  setDoc(session, 'run', id, deleted || oneShot ? [] : [name, shownText(heads, 'notes')]);
  if (before?.name !== name || before.config !== config || before.git !== git) for (const row of db.all<{ collection: string; version: string }>('SELECT DISTINCT collection, version FROM edges WHERE run = ? LIMIT 500', id)) {
    session.touch(`version:${row.version}`, row.version);
    if (before?.name !== name) session.touch(`versions:${row.collection}`, row.version);
  }
  session.touch('runs', id);
  session.touch(`run:${id}`, id);
  session.touch('projects', project);
}
