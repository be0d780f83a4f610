// A run as the client's `Run`.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { RunRow } from '../../../../shared/contract/entities.js';
import type { RunDetail } from '../../../../shared/contract/runs.js';
import { runId } from '../../domain/ids.js';
import { connection } from './connection.js';
import { isoTime, type Wandb } from './context.js';
import type { Args, Node } from './execute.js';
import { formatExtended } from './extendedJson.js';
import { blobAddress } from './files.js';
import { inOrder, matches, valuesOf } from './filters.js';
import { linesOf, sampled } from './history.js';
import { globalId, numberOfId } from './ids.js';
import { hexOf } from './md5.js';
import { FILES_TYPE } from './runFiles.js';
import { consoleOf, eventsOf } from './sideFiles.js';

const wrapped = (config: object): object => Object.fromEntries(Object.entries(config).map(([key, value]) => [key, { value: value as unknown }]));
const textList = (args: Args, key: string): string[] => (Array.isArray(args[key]) ? args[key].map(String) : []);
const numeric = (value: unknown): number | undefined => (typeof value === 'number' ? value : typeof value === 'string' && value !== '' ? Number(value) : undefined);

function fileNodes(wandb: Wandb, run: RunDetail, args: Args): object {
  const names = textList(args, 'names');
  const pattern = typeof args['pattern'] === 'string' && args['pattern'] !== '' ? args['pattern'].split('%') : undefined;
  const fits = (path: string): boolean => (names.length === 0 || names.includes(path)) && (pattern === undefined || pattern.every((part) => path.includes(part)));
  return connection(wandb.files.list(run.id).filter(({ path }) => fits(path)), args, ({ path, digest, size, md5, at }) => {
    const url = blobAddress(wandb, digest, path);
    return { __typename: 'File', id: globalId('File', `${run.id}:${path}`), name: path, displayName: path, url: (asked: Args) => (asked['upload'] === true ? `${wandb.address()}${wandb.capabilities.path('PUT', 'run', run.id, path)}` : url), directUrl: url, sizeBytes: size, mimetype: 'application/octet-stream', updatedAt: isoTime(at), md5: hexOf(md5), digest: md5, storagePath: path };
  });
}

/** The rows between two steps, or as many as are asked for. */
async function historyLines(wandb: Wandb, run: RunDetail, args: Args): Promise<string[]> {
  const all = await linesOf(wandb, run.id, run.started);
  const [from, to] = [numeric(args['minStep']), numeric(args['maxStep'])];
  const count = numeric(args['samples']) ?? 500;
  const rows = from === undefined && to === undefined ? sampled(all, count) : all.filter(({ step }) => step >= (from ?? 0) && (to === undefined || step < to)).slice(0, count);
  return rows.map(({ values }) => formatExtended(values));
}

/** For each spec, the rows that have all its keys. */
async function sampledLines(wandb: Wandb, run: RunDetail, args: Args): Promise<object[][]> {
  const all = await linesOf(wandb, run.id, run.started);
  return textList(args, 'specs').map((text) => {
    const { keys = [], samples = 500, minStep, maxStep } = JSON.parse(text) as { keys?: string[]; samples?: number; minStep?: number; maxStep?: number };
    const rows = all.filter(({ step, values }) => keys.every((key) => key in values) && (minStep === undefined || step >= minStep) && (maxStep === undefined || step < maxStep));
    return sampled(rows, samples).map(({ values }) => Object.fromEntries(keys.map((key) => [key, values[key]])));
  });
}

/** What keys there are, and the last step: by it the client knows where to stop paging. */
async function historyKeys(wandb: Wandb, run: RunDetail): Promise<object> {
  const { rows } = await wandb.client.runs.keys({ run: run.id, limit: 2000 });
  const lines = await linesOf(wandb, run.id, run.started);
  const last = lines[lines.length - 1]?.step ?? -1;
  const typed = { number: 'number', text: 'string', json: 'map', mixed: 'string' } as const;
  const keys = Object.fromEntries([...rows.map(({ key, kind, count, last: value }) => [key, { typeCounts: [{ type: typed[kind], count }], previousValue: value }]), ...(lines.length > 0 ? ['_step', '_runtime', '_timestamp'].map((key) => [key, { typeCounts: [{ type: 'number', count: lines.length }], previousValue: last }]) : [])]) as object;
  return { step: last, lastStep: last, sets: [], keys };
}

function lastLines(lines: readonly string[]): string {
  return JSON.stringify(lines.slice(-1));
}

/** The console, a page of it. */
async function logLines(wandb: Wandb, run: RunDetail, args: Args): Promise<object> {
  const lines = await consoleOf(wandb, run.id);
  const last = numeric(args['last']);
  const from = last === undefined ? 0 : Math.max(0, lines.length - last);
  return connection(lines.map((line, number) => ({ ...line, number })).slice(from), last === undefined ? args : { first: lines.length }, (line) => line);
}

function artifactsOf(wandb: Wandb, versions: readonly { readonly version: string; readonly type: string }[], args: Args): object {
  const seen = new Set<string>();
  const rows = versions.filter(({ version, type }) => type !== FILES_TYPE && !seen.has(version) && seen.add(version));
  return connection(rows, args, ({ version }) => wandb.view.artifact(version));
}

export function runNode(wandb: Wandb, id: string): Node | null {
  const row = wandb.engine.registry.read.run(id);
  if (!row) return null;
  let asked: Promise<RunDetail> | undefined;
  /** Asked for once, by the fields that need more than the row. */
  const with_ = <T>(use: (run: RunDetail) => T) => async (): Promise<Awaited<T>> => use(await (asked ??= wandb.client.runs.get({ run: id }))) as Awaited<T>;
  const using = <T>(use: (run: RunDetail, args: Args) => T) => async (args: Args): Promise<Awaited<T>> => use(await (asked ??= wandb.client.runs.get({ run: id })), args) as Awaited<T>;
  const project = (): Node => wandb.view.project(row.entity, row.project);
  return {
    __typename: 'Run',
    id: globalId('Run', id),
    internalId: globalId('Run', id),
    name: row.key,
    displayName: row.name,
    project,
    projectId: with_((run) => String(numberOfId(run.projectId))),
    entity: () => wandb.view.entity(row.entity),
    state: row.state,
    stopped: false,
    config: () => formatExtended({ ...wrapped(row.config), _wandb: { value: {} } }),
    wandbConfig: '{"t":{}}',
    summaryMetrics: () => formatExtended(row.summary),
    systemMetrics: async () => (await eventsOf(wandb, id)).at(-1) ?? '{}',
    group: with_((run) => run.group),
    groupName: with_((run) => run.group),
    jobType: row.jobType,
    sweepName: null,
    sweep: null,
    commit: with_((run) => run.git?.commit ?? null),
    repo: with_((run) => run.git?.remote ?? null),
    readOnly: false,
    createdAt: isoTime(row.started),
    heartbeatAt: with_((run) => isoTime(run.history.updated ?? run.finished ?? run.started)),
    updatedAt: with_((run) => isoTime(run.history.updated ?? run.finished ?? run.started)),
    description: with_((run) => run.notes),
    notes: with_((run) => run.notes),
    tags: with_((run) => run.tags),
    host: with_((run) => String(run.environment['host'] ?? '')),
    user: { __typename: 'User', id: globalId('User', row.actor.name), name: row.actor.name, username: row.entity },
    historyLineCount: with_((run) => run.history.rows),
    eventsLineCount: async () => (await eventsOf(wandb, id)).length,
    logLineCount: async () => (await consoleOf(wandb, id)).length,
    historyTail: with_(async (run) => lastLines((await linesOf(wandb, id, run.started)).map(({ values }) => formatExtended(values)))),
    eventsTail: async () => lastLines(await eventsOf(wandb, id)),
    historyKeys: with_((run) => historyKeys(wandb, run)),
    history: using((run, args) => historyLines(wandb, run, args)),
    sampledHistory: using((run, args) => sampledLines(wandb, run, args)),
    parquetHistory: { parquetUrls: [], liveData: [] },
    events: async (args: Args) => sampled(await eventsOf(wandb, id), numeric(args['samples']) ?? 500),
    logLines: using((run, args) => logLines(wandb, run, args)),
    fileCount: () => wandb.files.list(id).length,
    files: using((run, args) => fileNodes(wandb, run, args)),
    inputArtifacts: using((run, args) => artifactsOf(wandb, run.inputs, args)),
    outputArtifacts: using((run, args) => artifactsOf(wandb, run.outputs, args)),
  };
}

export function runIn(wandb: Wandb, entity: string, project: string, key: string): Node | null {
  const { read } = wandb.engine.registry;
  const owner = read.entityByName(entity);
  const place = owner && read.projectByName(owner.id, project);
  return place ? runNode(wandb, runId(place.id, key)) : null;
}

function rowsIn({ engine }: Wandb, entity: string, project: string): RunRow[] {
  const rows: RunRow[] = [];
  let cursor: string | null = null;
  do {
    const page: ReturnType<typeof engine.registry.read.scopePage> = engine.registry.read.scopePage('runs', cursor, 1000, '');
    for (const item of page.items) if (item.kind === 'runs' && item.row.entity === entity && item.row.project === project && item.row.jobType !== 'log') rows.push(item.row);
    cursor = page.next;
  } while (cursor !== null);
  return rows;
}

/** The runs of a project by the client's filters and order. @throws CairnError not_found where there is no such project */
export function runsOf(wandb: Wandb, entity: string, project: string, args: Args): object {
  const { read } = wandb.engine.registry;
  const owner = read.entityByName(entity);
  if (!owner || !read.projectByName(owner.id, project)) throw new CairnError('not_found', `There is no project ${entity}/${project}.`, { entity, project });
  const filter: unknown = typeof args['filters'] === 'string' && args['filters'] !== '' ? JSON.parse(args['filters']) : {};
  const rows = rowsIn(wandb, entity, project).map((row) => ({ row, values: valuesOf(row, { tags: read.tagsOf({ kind: 'run', id: row.id }) }) }));
  const order = inOrder(String(args['order'] ?? '+created_at'));
  const found = rows.filter(({ values }) => matches(values, filter)).sort((a, b) => order(a.values, b.values));
  return connection(found, args, ({ row }) => wandb.view.run(row.id));
}
