// runs.attach: a table, picture or file that a run says beside its numbers. The bytes are a version, the row points at it.
import { basename, extname } from 'node:path';
import { CairnError } from '../../../../shared/contract/errors.js';
import type { JsonObject } from '../../../../shared/contract/primitives.js';
import type { RunRef } from '../../../../shared/contract/runs.js';
import { mediaFacts } from '../../tables/media.js';
import { readerOf } from '../../tables/readers.js';
import type { EngineContext } from '../context.js';
import { logVersion } from '../logVersion.js';
import { LogInput } from '../../../../shared/contract/ingest.js';
import { runIdOf } from './found.js';
import { logRows } from './log.js';

export interface Attachment extends RunRef {
  readonly key: string;
  readonly step?: number | undefined;
  readonly writer?: string | undefined;
}

const HEAD_BYTES = 512 * 1024;

/** Name of the collection that keeps what a run says under a key. */
function collectionName(run: string, key: string): string {
  return `run-${run}-${key}`.replace(/[\u0000-\u001f\u007f/:@\\]+/g, '-').slice(0, 128).trim();
}

/** @throws CairnError invalid_input for a table that cannot be read as one */
export async function attach(engine: EngineContext, input: Attachment, path: string, signal: AbortSignal): Promise<{ run: string; version: string; ref: string; path: string; row: number }> {
  const { read } = engine.registry;
  const id = runIdOf(read, engine, input, 'Logging a file');
  const run = read.run(id);
  if (!run) throw new CairnError('not_found', `Logging a file failed: there is no run "${input.run}".`);
  const file = basename(path);
  const isTable = readerOf(file) !== undefined;
  const logInput = LogInput.parse({ name: collectionName(run.key, input.key), type: isTable ? 'run_table' : 'run_media', run: run.key, project: run.project, entity: run.entity });
  const { version } = await logVersion(engine, [path], logInput, () => {}, signal);
  const value = await valueOf(engine, version.id, version.ref, file, isTable);
  const kept = await logRows(engine, { run: id, writer: input.writer, rows: [{ ...(input.step === undefined ? {} : { step: input.step }), values: { [input.key]: value } }] });
  return { run: id, version: version.id, ref: version.ref, path: file, row: kept.top - 1 };
}

async function valueOf(engine: EngineContext, version: string, ref: string, file: string, isTable: boolean): Promise<JsonObject> {
  const where = { version, ref, path: file };
  if (isTable) return { _type: 'table-file', ...where };
  const blob = engine.registry.read.versionBlobs([version])[0]?.blob;
  if (blob === undefined) throw new CairnError('internal', `The file ${file} was kept, but cannot be found again.`);
  const facts = await engine.cache.withSource(blob, file, async (source) => mediaFacts(file, await source.read(0, HEAD_BYTES)));
  return { _type: facts.kind === 'other' ? 'file' : `${facts.kind}-file`, format: extname(file).slice(1).toLowerCase(), ...where, ...(facts.width === null ? {} : { width: facts.width, height: facts.height }) };
}
