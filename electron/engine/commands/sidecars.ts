// Metrics and hyper-parameters that a training script left beside its model, offered as a proposal and never taken silently.
import { readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import type { JsonObject, JsonValue, Metrics } from '../../../shared/contract/primitives.js';
import type { SourceEntry } from '../cache/types.js';

const METRIC_FILES = ['metrics.json', 'all_results.json', 'eval_results.json', 'results.json'];
const CONFIG_FILES = ['hparams.json', 'hyperparameters.json', 'params.json', 'training_args.json', 'config.json'];
/** A file of settings is small; anything larger is data. */
const MAX_BYTES = 1_000_000;
/** More keys than this are a dump, not something a person will look through. */
const MAX_KEYS = 200;

async function readObject(entries: readonly SourceEntry[], names: readonly string[]): Promise<Record<string, unknown>> {
  for (const name of names) {
    const entry = entries.find((candidate) => posix.basename(candidate.path) === name && candidate.size <= MAX_BYTES);
    if (!entry) continue;
    try {
      const value: unknown = JSON.parse(await readFile(entry.source, 'utf8'));
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
    } catch {
      // Not JSON, or gone: there is nothing to propose from it, and logging will name a file that cannot be read.
    }
  }
  return {};
}

/** Not so for `1e999`, which JSON.parse makes infinite and JSON cannot carry on. */
function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isScalar(value: unknown): value is JsonValue {
  return value === null || typeof value === 'string' || typeof value === 'boolean' || isNumber(value) || (Array.isArray(value) && value.length <= 16 && value.every((item) => isNumber(item) || typeof item === 'string'));
}

/** What the files beside a model say about it: numbers as metrics, scalars as hyper-parameters. */
export async function proposeFromSidecars(entries: readonly SourceEntry[]): Promise<{ metrics: Metrics; config: JsonObject }> {
  const metrics = Object.entries(await readObject(entries, METRIC_FILES)).filter((pair): pair is [string, number] => isNumber(pair[1]));
  const config = Object.entries(await readObject(entries, CONFIG_FILES)).filter((pair): pair is [string, JsonValue] => isScalar(pair[1]));
  return { metrics: Object.fromEntries(metrics.slice(0, MAX_KEYS)), config: Object.fromEntries(config.slice(0, MAX_KEYS)) };
}
