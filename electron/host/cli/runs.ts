// cairn run: start a run, log to it, end it, look at it. For shell scripts, Makefiles and notebooks.
import type { Command } from 'commander';
import { readFileSync } from 'node:fs';
import { basename, extname, resolve } from 'node:path';
import { CairnError } from '../../../shared/contract/errors.js';
import type { HistoryRowInput, RunDetail } from '../../../shared/contract/runs.js';
import type { JsonObject, JsonValue } from '../../../shared/contract/primitives.js';
import type { EngineClient } from '../../engine/index.js';
import { shellEnvironment } from './environment.js';
import { collect, printJson, printLine, printTable, when } from './output.js';
import { withSession } from './session.js';
import { parseConfig } from './values.js';

interface Where {
  readonly project?: string;
  readonly entity?: string;
}

const whereOf = ({ project, entity }: Where): Where => ({ ...(project ? { project } : {}), ...(entity ? { entity } : {}) });

function number(text: string | undefined, what: string): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new CairnError('invalid_input', `${what} is "${text}", which is no number.`, { value: text });
  return value;
}

/** `run start --json` and `run show --json`: `id` is the key that scripts pass on. */
function runShape(run: RunDetail): JsonObject {
  const version = ({ ref, digest, name, label, type }: RunDetail['inputs'][number] | RunDetail['outputs'][number]): JsonObject => ({ ref, digest, name, version: label, type });
  return {
    id: run.key, name: run.name, project: run.project, entity: run.entity, jobType: run.jobType, state: run.state, config: run.config, summary: run.summary, started: run.started, finished: run.finished, timeless: run.timeless, notes: run.notes, group: run.group, tags: run.tags,
    inputs: run.inputs.map(version),
    outputs: run.outputs.map((output) => ({ ...version(output), metrics: output.metrics, complete: output.complete })),
    environment: run.environment,
    rows: run.history.rows,
  };
}

interface StartOptions extends Where {
  readonly id?: string;
  readonly name?: string;
  readonly jobType: string;
  readonly config: string[];
  readonly tag: string[];
  readonly group?: string;
  readonly notes?: string;
  readonly resume: string;
  readonly timeout?: string;
  readonly code?: string | false;
}

function addStart(run: Command): void {
  run
    .command('start')
    .description('start a run and print its id')
    .option('--name <name>', 'a name for people; one is made up without')
    .option('--id <id>', 'the id to go on with, or to give it; one is made up without')
    .option('--project <project>', 'project it belongs to')
    .option('--entity <entity>', 'owner of the project')
    .option('--job-type <type>', 'train, evaluate, preprocess, ...', 'train')
    .option('--config <k=v|@file>', 'hyper-parameter, or a JSON file of them (repeat for several)', collect, [])
    .option('--tag <tag>', 'tag (repeat for several)', collect, [])
    .option('--group <group>', 'runs that belong together, e.g. the folds of one experiment')
    .option('--notes <text>', 'what it is about')
    .option('--resume <how>', 'what an id that exists means: allow goes on with it, never refuses it, must refuses a new one', 'allow')
    .option('--timeout <seconds>', 'silence after which it counts as crashed; a day if absent')
    .option('--code <dir>', 'folder whose code is captured; the current one if absent')
    .option('--no-code', 'do not look at the code')
    .action(
      withSession(async ({ client, json, signal }, options: StartOptions) => {
        if (options.resume !== 'allow' && options.resume !== 'never' && options.resume !== 'must') throw new CairnError('invalid_input', `--resume is "${options.resume}"; say allow, never or must.`);
        const timeout = number(options.timeout, '--timeout');
        const started = await client.runs.start(
          {
            ...whereOf(options),
            ...(options.id ? { key: options.id } : {}),
            ...(options.name ? { name: options.name } : {}),
            ...(options.group ? { group: options.group } : {}),
            ...(options.notes ? { notes: options.notes } : {}),
            ...(timeout === undefined ? {} : { timeout }),
            ...(options.code === false ? {} : { code: { paths: [resolve(typeof options.code === 'string' ? options.code : '.')] } }),
            jobType: options.jobType,
            config: parseConfig(options.config),
            tags: options.tag,
            resume: options.resume,
            environment: shellEnvironment(process.env),
          },
          { signal },
        );
        if (json) printJson({ ...runShape(started), resumed: started.resumed });
        else printLine(started.key);
      }),
    );
}

/** `key=path`, or a path whose name gives the key. */
function fileOf(text: string): { key: string; path: string } {
  const match = /^([^=/\\]+)=(.+)$/s.exec(text);
  const path = match?.[2] ?? text;
  const name = basename(path);
  return { key: match?.[1] ?? name.slice(0, name.length - extname(name).length).replace(/\.table$/, ''), path: resolve(path) };
}

/** Rows from a file of JSON objects, one a line, or from standard input. `_step` and `_time` (seconds or milliseconds) are what they say. */
function rowsOf(file: string): HistoryRowInput[] {
  let text: string;
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new CairnError('source_unreadable', `Reading the rows failed: ${file} cannot be read.`, { path: file }, { cause: error });
  }
  return text.split('\n').flatMap((line, index): HistoryRowInput[] => {
    if (line.trim() === '') return [];
    let value: unknown;
    try {
      // NaN and Infinity as Python writes them, outside of strings.
      value = JSON.parse(line.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (token) => (token.startsWith('"') ? token : `"${token}"`)));
    } catch (error) {
      throw new CairnError('invalid_input', `Line ${index + 1} of ${file} is no JSON (${(error as Error).message}).`, { line: index + 1 }, { cause: error });
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new CairnError('invalid_input', `Line ${index + 1} of ${file} is no JSON object.`, { line: index + 1 });
    const { _step, _time, ...values } = value as Record<string, JsonValue>;
    const time = typeof _time === 'number' ? Math.round(_time < 1e11 ? _time * 1000 : _time) : undefined;
    return [{ values, ...(typeof _step === 'number' ? { step: _step } : {}), ...(time === undefined ? {} : { time }) }];
  });
}

interface LogOptions extends Where {
  readonly step?: string;
  readonly table: string[];
  readonly image: string[];
  readonly file: string[];
  readonly rows?: string;
  readonly writer?: string;
}

/** Rows in one call; more go in several. */
const BATCH = 5000;

async function logTo(client: EngineClient, run: string, pairs: readonly string[], options: LogOptions): Promise<{ run: string; rows: number; added: number; files: JsonObject[] }> {
  const step = number(options.step, '--step');
  const where = { run, ...whereOf(options), ...(options.writer ? { writer: options.writer } : {}) };
  const rows = options.rows === undefined ? [] : rowsOf(options.rows);
  if (pairs.length > 0) rows.push({ values: parseConfig(pairs), ...(step === undefined ? {} : { step }) });
  const files = [...options.table, ...options.image, ...options.file].map(fileOf);
  if (rows.length + files.length === 0) throw new CairnError('invalid_input', 'Nothing to log: give name=value, --table FILE, --image FILE or --rows FILE.');
  let kept = { rows: 0, added: 0 };
  for (let start = 0; start < rows.length; start += BATCH) {
    const done = await client.runs.log({ ...where, rows: rows.slice(start, start + BATCH) });
    kept = { rows: done.rows, added: kept.added + done.added };
  }
  const attached: JsonObject[] = [];
  for (const { key, path } of files) {
    const done = await client.runs.attach({ ...where, key, source: { paths: [path] }, ...(step === undefined ? {} : { step }) });
    attached.push({ key, ref: done.ref, path: done.path });
    kept = { rows: done.row + 1, added: kept.added + 1 };
  }
  return { run, ...kept, files: attached };
}

function addLog(run: Command): void {
  run
    .command('log')
    .description('log numbers, tables and pictures to a run')
    .argument('<id>', 'id of the run')
    .argument('[pairs...]', 'name=value, e.g. loss=0.12; NaN and Infinity are numbers')
    .option('--step <n>', 'step of these values; their place among the rows if absent')
    .option('--table <[key=]file>', 'a table: .csv, .tsv, .jsonl, .parquet or .table.json (repeat for several)', collect, [])
    .option('--image <[key=]file>', 'a picture (repeat for several)', collect, [])
    .option('--file <[key=]file>', 'a sound, HTML or any other file (repeat for several)', collect, [])
    .option('--rows <file|->', 'rows as JSON objects, one a line; _step and _time are what they say')
    .option('--writer <name>', 'who these rows are of, where several processes log to one run')
    .option('--project <project>', 'project of the run')
    .option('--entity <entity>', 'owner of the project')
    .action(
      withSession(async ({ client, json }, id: string, pairs: string[], options: LogOptions) => {
        const done = await logTo(client, id, pairs, options);
        if (json) printJson(done);
        else printLine(`${done.added} ${done.added === 1 ? 'row' : 'rows'} logged to ${id}, ${done.rows} so far`);
      }),
    );
}

function printRun(run: RunDetail): void {
  printLine(`${run.key}  ${run.name}  ${run.state}`);
  printLine(`${run.jobType} in ${run.entity}/${run.project}, ${run.timeless ? 'its log records no times, imported' : 'started'} ${when(run.started)} by ${run.actor.name}, ${run.history.rows} rows`);
  if (run.git?.commit) printLine(`code ${run.git.commit.slice(0, 12)}${run.git.branch ? ` on ${run.git.branch}` : ''}${run.git.dirty ? ', with uncommitted changes' : ''}`);
  if (run.notes) printLine(`\n${run.notes}`);
  const pairs = [...Object.entries(run.config).map(([key, value]) => ['config', key, JSON.stringify(value)]), ...Object.entries(run.summary).map(([key, value]) => ['summary', key, typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)])];
  if (pairs.length > 0) {
    printLine();
    printTable(['', 'name', 'value'], pairs);
  }
  const versions = [...run.inputs.map((each) => ['used', each.ref, each.type, '']), ...run.outputs.map((each) => ['logged', each.ref, each.type, Object.entries(each.metrics).map(([key, value]) => `${key}=${value}`).join(' ')])];
  if (versions.length === 0) return;
  printLine();
  printTable(['', 'version', 'type', 'metrics'], versions);
}

export function addRunVerbs(program: Command): void {
  const run = program.command('run').description('executions: what they were given, what they said, what they made');
  addStart(run);
  addLog(run);
  run
    .command('finish')
    .description('end a run: its history is sealed, its last metrics are bound')
    .argument('<id>', 'id of the run')
    .option('--failed', 'it failed')
    .option('--project <project>', 'project of the run')
    .option('--entity <entity>', 'owner of the project')
    .action(
      withSession(async ({ client, json }, id: string, options: Where & { failed?: boolean }) => {
        const done = await client.runs.finish({ run: id, ...whereOf(options), state: options.failed ? 'failed' : 'finished' });
        if (json) printJson(runShape(done));
        else printLine(`${done.key} ${done.state}`);
      }),
    );
  run
    .command('show')
    .description('everything known about one run')
    .argument('<id>', 'id of the run')
    .option('--project <project>', 'project of the run')
    .option('--entity <entity>', 'owner of the project')
    .action(
      withSession(async ({ client, json }, id: string, options: Where) => {
        const found = await client.runs.get({ run: id, ...whereOf(options) });
        if (json) printJson({ ...runShape(found), code: await client.code.get({ run: found.id }) });
        else printRun(found);
      }),
    );
}
