// Runs of MLflow, whichever store they come from: its words in ours.
import type { JsonObject } from '../../../shared/contract/primitives.js';
import { plainTags } from './mlflowArtifacts.js';
import type { ImportArtifact, ImportRow, ImportRun, Tell } from './types.js';
import { cleanName, plainValue } from './values.js';

export interface MlflowRun {
  readonly id: string;
  readonly name: string;
  readonly experiment: string;
  /** FINISHED, FAILED, KILLED, RUNNING, SCHEDULED, or its number. */
  readonly status: string;
  readonly started: number | null;
  readonly ended: number | null;
  readonly params: ReadonlyMap<string, string>;
  readonly tags: ReadonlyMap<string, string>;
  readonly last: JsonObject;
  readonly source: string;
  readonly artifacts: readonly ImportArtifact[];
  rows(tell: Tell): AsyncIterable<ImportRow>;
}

const STATES: Readonly<Record<string, ImportRun['state']>> = { FINISHED: 'finished', FAILED: 'failed', KILLED: 'failed', RUNNING: 'crashed', SCHEDULED: 'crashed', 3: 'finished', 4: 'failed', 5: 'failed', 1: 'crashed', 2: 'crashed' };

export function importedRun(run: MlflowRun): ImportRun {
  const { tags } = run;
  const commit = tags.get('mlflow.source.git.commit');
  const remote = tags.get('mlflow.source.git.repoURL');
  const branch = tags.get('mlflow.source.git.branch');
  return {
    key: run.id,
    name: cleanName(run.name || tags.get('mlflow.runName') || run.id, run.id),
    project: cleanName(run.experiment, 'Default'),
    jobType: 'train',
    state: STATES[run.status] ?? 'finished',
    config: Object.fromEntries([...run.params].map(([key, value]) => [key.slice(0, 500), plainValue(value)])),
    summary: run.last,
    environment: Object.fromEntries([...tags].filter(([key]) => /^mlflow\.(user|source\.(name|type)|project)/.test(key))),
    notes: tags.get('mlflow.note.content') ?? '',
    tags: plainTags(tags),
    git: commit === undefined && remote === undefined ? null : { ...(commit ? { commit } : {}), ...(remote ? { remote } : {}), ...(branch ? { branch } : {}) },
    group: tags.get('mlflow.parentRunId') ?? null,
    started: run.started,
    ended: run.ended,
    keyIs: 'id',
    source: run.source,
    rows: run.rows,
    artifacts: run.artifacts,
  };
}

/** A stage of the older registry is an alias here. */
export function stageAlias(stage: string | undefined): string[] {
  return stage === undefined || stage === '' || stage === 'None' ? [] : [stage.toLowerCase()];
}

interface Point {
  readonly key: string;
  readonly step: number;
  readonly time: number;
  readonly value: ImportRow['values'][string];
}

/** Points of all metrics as rows in the order they were written, so that a run that goes on only adds rows: those of one step and moment together. */
export function rowsOfPoints(points: readonly Point[]): ImportRow[] {
  const sorted = [...points].sort((a, b) => a.time - b.time || a.step - b.step || (a.key < b.key ? -1 : 1));
  const rows: { step: number; time: number; values: Record<string, ImportRow['values'][string]> }[] = [];
  for (const { key, step, time, value } of sorted) {
    const last = rows.at(-1);
    if (last && last.step === step && last.time === time && !(key in last.values)) last.values[key] = value;
    else rows.push({ step, time, values: { [key]: value } });
  }
  return rows;
}
