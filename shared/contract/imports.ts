// imports.*: what other tools recorded becomes runs, series and versions. Looked at first, then taken in; again is nothing new.
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { Source } from './ingest.js';
import { Bytes, Id, Metrics, Name, Progress } from './primitives.js';

/** What could not be read; the rest comes in. */
export const ImportProblem = z.object({ path: z.string(), message: z.string() });
export type ImportProblem = z.infer<typeof ImportProblem>;

export const ImportPreviewRun = z.object({
  importer: z.string(),
  key: z.string(),
  name: z.string(),
  project: z.string(),
  state: z.enum(['finished', 'failed', 'crashed']),
  source: z.string(),
  /** True when it came in before. */
  known: z.boolean(),
  rows: z.number().int(),
  /** Names of its series, at most 100. */
  series: z.array(z.string()),
  /** Values in all series. */
  points: z.number().int(),
  config: z.number().int(),
  /** In the order in which they were made. */
  artifacts: z.array(z.object({ id: z.string(), /** What people call it, a file or a name; not unique. */ title: z.string(), name: z.string(), type: z.string(), files: z.number().int(), bytes: Bytes, aliases: z.array(z.string()), metrics: Metrics, known: z.boolean() })),
  /** The metric that says which of its artifacts gets `best`, where the tool did not say so itself. */
  headline: z.object({ metric: z.string(), direction: z.enum(['min', 'max']) }).nullable(),
  /** Versions that its parameters name. */
  inputs: z.array(z.object({ key: z.string(), text: z.string(), version: Id, name: z.string(), label: z.string() })),
});
export type ImportPreviewRun = z.infer<typeof ImportPreviewRun>;

export const ImportPreview = z.object({
  /** Files that were looked at. */
  files: z.number().int(),
  runs: z.array(ImportPreviewRun),
  models: z.array(z.object({ name: z.string(), versions: z.number().int(), aliases: z.array(z.string()) })),
  problems: z.array(ImportProblem),
});
export type ImportPreview = z.infer<typeof ImportPreview>;

export const ImportDone = z.object({
  /** New in this registry. */
  runs: z.number().int(),
  rows: z.number().int(),
  versions: z.number().int(),
  links: z.number().int(),
  /** Runs that were here before and had nothing new. */
  known: z.number().int(),
  /** Every run that was looked at, with the versions it has from imports: new and known. */
  taken: z.array(z.object({ run: Id, name: z.string(), project: z.string(), versions: z.array(z.object({ id: Id, name: z.string(), label: z.string() })) })),
  problems: z.array(ImportProblem),
});
export type ImportDone = z.infer<typeof ImportDone>;

export const ImportEvent = z.discriminatedUnion('event', [z.object({ event: z.literal('progress'), progress: Progress }), ImportDone.extend({ event: z.literal('done') })]);
export type ImportEvent = z.infer<typeof ImportEvent>;

const ImportInput = z.object({
  source: Source,
  /** For runs whose tool knows no project. */
  project: Name.optional(),
  /** Keys of runs to leave out. */
  skip: z.array(z.string()).default([]),
  /** Key of a run -> ids of its artifacts, and keys of its parameters that name inputs, to leave out. */
  leave: z.record(z.string(), z.object({ artifacts: z.array(z.string()).default([]), inputs: z.array(z.string()).default([]) })).default({}),
});
export type ImportInput = z.infer<typeof ImportInput>;

export const importsContract = {
  /** Reads everything that would come in and writes nothing. */
  preview: oc.input(ImportInput.extend({ /** False: rows are not read, so nothing of series is known. */ rows: z.boolean().default(true) })).output(ImportPreview),
  /** Takes it in, run by run. Ending the iteration early keeps the runs that are complete; importing again goes on from there. */
  run: oc.input(ImportInput).output(eventIterator(ImportEvent)),
};
