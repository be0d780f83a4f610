// What of a proposed import is left out.
import type { ImportPreview, ImportPreviewRun } from '../../../shared/contract/imports.js';

export interface Left {
  /** Keys of runs. */
  readonly runs: ReadonlySet<string>;
  /** `key of the run\0id` of artifacts. */
  readonly artifacts: ReadonlySet<string>;
  /** `key of the run\0parameter` of inputs. */
  readonly inputs: ReadonlySet<string>;
}

export const NOTHING_LEFT: Left = { runs: new Set(), artifacts: new Set(), inputs: new Set() };

export const partKey = (run: string, part: string): string => `${run}\0${part}`;

/** The set with the key in it where it was out, and out where it was in. */
export function toggled(set: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(key)) next.add(key);
  return next;
}

/** As the engine takes it. */
export function leaveOf({ runs }: ImportPreview, left: Left): Record<string, { artifacts: string[]; inputs: string[] }> {
  const parts = (run: ImportPreviewRun): { artifacts: string[]; inputs: string[] } => ({
    artifacts: run.artifacts.map(({ id }) => id).filter((id) => left.artifacts.has(partKey(run.key, id))),
    inputs: run.inputs.map(({ key }) => key).filter((key) => left.inputs.has(partKey(run.key, key))),
  });
  return Object.fromEntries(runs.map((run) => [run.key, parts(run)] as const).filter(([, { artifacts, inputs }]) => artifacts.length + inputs.length > 0));
}

/** What is new of what is ticked. */
export function counted({ runs }: ImportPreview, left: Left): { runs: number; versions: number; bytes: number } {
  const taken = runs.filter(({ key }) => !left.runs.has(key));
  const artifacts = taken.flatMap((run) => run.artifacts.filter(({ id, known }) => !known && !left.artifacts.has(partKey(run.key, id))));
  return { runs: taken.filter(({ known }) => !known).length, versions: artifacts.length, bytes: artifacts.reduce((sum, { bytes }) => sum + bytes, 0) };
}
