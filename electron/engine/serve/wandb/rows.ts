// What a version is told of its run's rows: the client's own count at that moment, for its rows arrive up to a quarter minute later.
import { runId } from '../../domain/ids.js';
import type { Wandb } from './context.js';
import type { DraftWish } from './drafts.js';

/** Types the client logs by itself beside a table or the files of a run: the metrics around them belong to the next model. */
const BESIDE = new Set(['run_table', 'run-files', 'job', 'wandb-history']);

/** The writer whose rows the client sends: this device. */
export function ownWriter({ engine }: Pick<Wandb, 'engine'>): string {
  return engine.registry.device.id.slice(0, 16);
}

/** Counts for the log edge of an artifact; none where the client said nothing. */
export function rowsKnownTo(wandb: Wandb, { entity, project, run, type, historyStep }: Pick<DraftWish, 'entity' | 'project' | 'run' | 'type' | 'historyStep'>): { historyRows?: Record<string, number> } {
  const { read } = wandb.engine.registry;
  const writer = ownWriter(wandb);
  if (!BESIDE.has(type)) return historyStep === null ? {} : { historyRows: { [writer]: historyStep } };
  const owner = read.entityByName(entity);
  const place = owner && read.projectByName(owner.id, project);
  if (!place || run === null) return {};
  // As far as the edge before: an edge of this kind takes no rows from the one after it.
  const counts = read.edgeCounts(runId(place.id, run));
  return { historyRows: { [writer]: counts.reduce((most, each) => Math.max(most, each[writer] ?? 0), 0) } };
}
