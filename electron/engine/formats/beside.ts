// Where files of a set are cut: by their own format, or by the model beside them whose weights they hold.
import { posix } from 'node:path';
import { escapesFolder } from './paths.js';
import type { InspectedFile } from './types.js';

/** Weights from this size on are worth a border; chunks are far larger. */
const BORDER_FROM = 64 * 1024;
/** Models of one set that are asked for the files beside them. */
const MAX_MODELS = 100;

interface SetEntry {
  /** Within the set, with `/`. */
  readonly path: string;
}

/** Path in the set -> both ends of each large tensor that a model says lies there. */
function bordersBeside(modelPath: string, { tensors }: InspectedFile): Map<string, Set<number>> {
  const found = new Map<string, Set<number>>();
  for (const { location, offset, bytes } of tensors) {
    if (location === undefined || bytes < BORDER_FROM || escapesFolder(location)) continue;
    const path = posix.join(posix.dirname(modelPath), location);
    const borders = found.get(path) ?? new Set();
    borders.add(offset).add(offset + bytes);
    found.set(path, borders);
  }
  return found;
}

/**
 * Gives, for each entry of a set, `FormatFacts.borders` of its own format, else those of the models of the set that keep their
 * weights in it, else null. A model is inspected for that at most once; `inspect` is as `inspectFile`, for an entry.
 */
export function createBorderFinder<T extends SetEntry>(entries: readonly T[], inspect: (entry: T) => Promise<InspectedFile | undefined>): (entry: T) => Promise<readonly number[] | null> {
  let beside: Promise<Map<string, Set<number>>> | undefined;

  async function askModels(): Promise<Map<string, Set<number>>> {
    const all = new Map<string, Set<number>>();
    const models = entries.filter(({ path }) => path.toLowerCase().endsWith('.onnx')).slice(0, MAX_MODELS);
    for (const model of models) {
      const inspected = await inspect(model);
      if (!inspected) continue;
      for (const [path, borders] of bordersBeside(model.path, inspected)) all.set(path, new Set([...(all.get(path) ?? []), ...borders]));
    }
    return all;
  }

  return async (entry) => {
    const own = await inspect(entry);
    if (own) return own.borders;
    beside ??= askModels();
    const borders = (await beside).get(entry.path);
    return borders ? [...borders].sort((a, b) => a - b) : null;
  };
}
