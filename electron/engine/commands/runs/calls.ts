// runs.*: each call of the contract and what answers it.
import type { RunSelection } from '../../../../shared/contract/runs.js';
import { CairnError } from '../../../../shared/contract/errors.js';
import type { Queries } from '../../store/queries/types.js';
import { folderOf } from '../code/keep.js';
import { grantedPaths, os, type CallContext, type EngineContext } from '../context.js';
import { attach } from './attach.js';
import { finishRun, tendRuns } from './finish.js';
import { detailOf, runIdOf } from './found.js';
import { history, keys, rows } from './history.js';
import { logRows, updateRun } from './log.js';
import { forgetRunsView, runsViews, saveRunsView } from './views.js';
import { startRun } from './start.js';

const { runs } = os;

/** The project a selection names, or null for all. @throws CairnError not_found */
function projectOf(read: Queries, engine: EngineContext, { project, entity }: RunSelection): string | null {
  if (project === undefined) return null;
  const owner = read.entityByName(entity ?? engine.where().entity);
  const found = owner && read.projectByName(owner.id, project);
  if (!found) throw new CairnError('not_found', `Listing runs failed: there is no project "${entity === undefined ? '' : `${entity}/`}${project}".`, { project });
  return found.id;
}

const tended = new WeakSet<EngineContext>();

/** The window's engine looks after runs all the time; a command line does so once, when it is asked about them. */
async function lookedAfter({ engine, door }: CallContext): Promise<void> {
  if (door !== 'cli' || tended.has(engine)) return;
  tended.add(engine);
  await tendRuns(engine);
}

function useVersion(engine: EngineContext, input: { readonly run: string; readonly project?: string | undefined; readonly entity?: string | undefined; readonly ref: string }): { run: string; version: string; ref: string; digest: string } {
  const { read } = engine.registry;
  const run = runIdOf(read, engine, input, 'Recording the use');
  const where = read.run(run);
  const { version, collection, digest } = read.resolveText(input.ref, { ...engine.where(), ...(where ? { entity: where.entity, project: where.project } : {}) });
  engine.registry.write(engine.actor(), (tx) => void tx.append({ kind: 'use', body: { run, version, collection, as: input.ref } }));
  return { run, version, ref: read.version(version)?.ref ?? input.ref, digest };
}

export const runsCommands = {
  start: runs.start.handler(({ input, context, signal }) => startRun(context.engine, input, input.code ? folderOf(grantedPaths(context, input.code)[0] as string) : undefined, signal)),
  log: runs.log.handler(({ input, context: { engine } }) => logRows(engine, input)),
  attach: runs.attach.handler(({ input, context, signal }) => {
    const paths = grantedPaths(context, input.source);
    if (paths.length !== 1) throw new CairnError('invalid_input', `Logging a file takes one, but ${paths.length} were given.`);
    return attach(context.engine, input, paths[0] as string, signal ?? new AbortController().signal);
  }),
  update: runs.update.handler(({ input, context: { engine } }) => updateRun(engine, input)),
  finish: runs.finish.handler(({ input, context: { engine } }) => finishRun(engine, input)),
  use: runs.use.handler(({ input, context: { engine } }) => useVersion(engine, input)),
  get: runs.get.handler(async ({ input, context }) => {
    await lookedAfter(context);
    return detailOf(context.engine, runIdOf(context.engine.registry.read, context.engine, input, 'Showing the run'));
  }),
  keys: runs.keys.handler(({ input, context: { engine } }) => keys(engine, input)),
  history: runs.history.handler(({ input, context: { engine }, signal }) => history(engine, input, signal)),
  rows: runs.rows.handler(({ input, context: { engine } }) => rows(engine, input)),
  columns: runs.columns.handler(({ input, context: { engine } }) => {
    const { read } = engine.registry;
    const found = read.runColumns(projectOf(read, engine, input), input);
    return { columns: [...found.columns], runs: found.runs };
  }),
  table: runs.table.handler(async ({ input, context }) => {
    await lookedAfter(context);
    const { read } = context.engine.registry;
    const found = read.runTable(projectOf(read, context.engine, input), input, input.columns, input.sort, input.offset, input.limit);
    return { rows: [...found.rows], total: found.total };
  }),
  groups: runs.groups.handler(({ input, context: { engine } }) => {
    const { read } = engine.registry;
    const found = read.runGroups(projectOf(read, engine, input), input, input.by, input.columns);
    return { groups: found.groups.map((group) => ({ ...group, stats: group.stats.map((each) => ({ ...each })) })), total: found.total };
  }),
  views: runs.views.handler(({ context: { engine } }) => runsViews(engine.registry.read)),
  saveView: runs.saveView.handler(({ input, context: { engine } }) => saveRunsView(engine, input)),
  forgetView: runs.forgetView.handler(({ input, context: { engine } }) => forgetRunsView(engine, input.id)),
};
