// The stream in which a run that goes on sends its history, summary, console and readings, and says that it lives or has ended.
import { z } from 'zod';
import { asCairnError, CairnError } from '../../../../shared/contract/errors.js';
import type { JsonObject, JsonValue } from '../../../../shared/contract/primitives.js';
import { HistoryRowInput, type RunDetail } from '../../../../shared/contract/runs.js';
import type { Wandb } from './context.js';
import { parseExtended } from './extendedJson.js';
import { ownWriter, rowsKnownTo } from './rows.js';
import { FILES_TYPE } from './runFiles.js';
import { addLines, dropSide, linesIn, SIDE_FILES, type SideName } from './sideFiles.js';

const Chunk = z.object({ offset: z.number().int().nonnegative(), content: z.array(z.string()) });
const Body = z.object({ files: z.record(z.string(), Chunk).nullish(), complete: z.boolean().nullish(), exitcode: z.number().nullish(), preempting: z.boolean().nullish() });

const MAX_ROWS = 10_000;
/** The client's own names in a line; the rest are metrics. */
const STEP = '_step';
const TIME = '_timestamp';
const CLIENT_ONLY = new Set([STEP, TIME, '_runtime', '_wandb']);

const isObject = (value: JsonValue): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A line of history as a row. What cannot be kept is left out and said, so that one bad value does not end the stream. */
function rowOf({ engine }: Wandb, line: string, row: number): HistoryRowInput {
  try {
    const parsed = parseExtended(line);
    if (!isObject(parsed)) throw new CairnError('malformed_file', 'it is no object');
    const [step, time] = [parsed[STEP], parsed[TIME]];
    const values = Object.fromEntries(Object.entries(parsed).filter(([key, value]) => !CLIENT_ONLY.has(key) && value !== null));
    return HistoryRowInput.parse({ row, values, ...(typeof step === 'number' ? { step } : {}), ...(typeof time === 'number' ? { time: Math.round(time * 1000) } : {}) });
  } catch (error) {
    engine.ports.logger.warn({ err: error, row }, 'A row of history cannot be kept as it came; its place is kept empty');
    return { row, values: {} };
  }
}

async function keepHistory(wandb: Wandb, run: RunDetail, { offset, content }: z.infer<typeof Chunk>): Promise<void> {
  const place = { run: run.id, writer: ownWriter(wandb) };
  for (let at = 0; at < content.length; at += MAX_ROWS) {
    const rows = content.slice(at, at + MAX_ROWS).map((line, index) => rowOf(wandb, line, offset + at + index));
    try {
      await wandb.client.runs.log({ ...place, rows });
    } catch (error) {
      if (asCairnError(error).code !== 'invalid_input') throw error;
      await keepOneByOne(wandb, place, rows);
    }
  }
}

async function keepOneByOne({ client, engine }: Wandb, place: { run: string; writer: string }, rows: readonly HistoryRowInput[]): Promise<void> {
  for (const row of rows) {
    try {
      await client.runs.log({ ...place, rows: [row] });
    } catch (error) {
      if (asCairnError(error).code !== 'invalid_input') throw error;
      engine.ports.logger.warn({ err: error, row: row.row }, 'A row of history cannot be kept as it came; its place is kept empty');
      await client.runs.log({ ...place, rows: [{ ...row, values: {} }] });
    }
  }
}

async function keepSummary(wandb: Wandb, run: RunDetail, { content }: z.infer<typeof Chunk>): Promise<void> {
  const last = content.at(-1);
  const parsed = last === undefined ? {} : parseExtended(last);
  if (!isObject(parsed)) return;
  const summary = Object.fromEntries(Object.entries(parsed).filter(([key]) => key !== '_wandb'));
  await wandb.client.runs.update({ run: run.id, summary });
}

/** Lines that go on growing become files of the run when it ends. A console that the client sent as a file stays that. */
async function keepSideFiles(wandb: Wandb, run: RunDetail): Promise<void> {
  const sent = new Set(wandb.files.list(run.id).map(({ path }) => path));
  for (const name of ['console', 'events'] as SideName[]) {
    const lines = linesIn(wandb.engine, run.id, name);
    if (lines.length > 0 && !sent.has(SIDE_FILES[name])) await wandb.files.put(run.id, SIDE_FILES[name], Buffer.from(`${lines.join('\n')}\n`));
  }
}

/** Logs the files of a run together. */
export async function sealFiles(wandb: Wandb, { id, key, entity, project }: RunDetail): Promise<void> {
  await wandb.files.seal({ id, key, entity, project }, rowsKnownTo(wandb, { entity, project, run: key, type: FILES_TYPE, historyStep: null }).historyRows);
}

async function end(wandb: Wandb, run: RunDetail, exitCode: number): Promise<void> {
  await keepSideFiles(wandb, run);
  await sealFiles(wandb, run);
  await wandb.client.runs.finish({ run: run.id, state: exitCode === 0 ? 'finished' : 'failed' });
  dropSide(wandb.engine, run.id);
}

/** One message of the stream. What it answers tells the client that all went well. @throws CairnError */
export async function takeStream(wandb: Wandb, run: RunDetail, body: unknown): Promise<object> {
  const parsed = Body.safeParse(body);
  if (!parsed.success) throw new CairnError('invalid_input', `This message of the run's stream is not in a form that Cairn knows (${parsed.error.issues[0]?.path.join('.') ?? ''}).`);
  const files = parsed.data.files ?? {};
  const history = files['wandb-history.jsonl'];
  if (history && history.content.length > 0) await keepHistory(wandb, run, history);
  // Without rows this says that the run lives.
  else if (parsed.data.complete !== true) await wandb.client.runs.log({ run: run.id });
  const { 'wandb-events.jsonl': events, 'output.log': output, 'wandb-summary.json': summary } = files;
  if (events) addLines(wandb.engine, run.id, 'events', events.offset, events.content);
  if (output) addLines(wandb.engine, run.id, 'console', output.offset, output.content);
  if (summary) await keepSummary(wandb, run, summary);
  if (parsed.data.complete === true) await end(wandb, run, parsed.data.exitcode ?? 0);
  return { exitcode: null, limits: {} };
}
