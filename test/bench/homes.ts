// Data roots for the benches: where they lie, an engine on one, and one filled with generated versions. Filling takes minutes:
// with CAIRN_BENCH_HOMES=FOLDER what was filled is kept there and used again.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine, type Engine } from '../../electron/engine/index.js';
import { hostPorts } from '../../electron/host/ports.js';
import { generate } from '../support/generate.js';

/** Versions that each generated model has. */
export const VERSIONS_EACH = 50;

const kept = process.env['CAIRN_BENCH_HOMES'];

export interface Homes {
  readonly folder: string;
  /** Removes what is not to be kept. */
  remove(): void;
}

/** A folder for the data roots of one bench. */
export function homesOf(bench: string): Homes {
  if (kept !== undefined) mkdirSync(kept, { recursive: true });
  const folder = kept ?? mkdtempSync(join(process.env['CAIRN_BENCH_DIR'] ?? tmpdir(), `cairn-bench-${bench}-`));
  return { folder, remove: () => kept === undefined && rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) };
}

export async function withEngine<T>(home: string, use: (engine: Engine) => Promise<T> | T): Promise<T> {
  const engine = await createEngine({ dataRoot: home, workerFile: join(process.env['CAIRN_OUT'] ?? '', 'ingestWorker.cjs'), door: 'cli' }, hostPorts(home, 'cli'));
  try {
    return await use(engine);
  } finally {
    await engine.close();
  }
}

/** What filling a data root gave, now or when it was done. @param onFilled told the seconds it took */
export async function once<T>(home: string, fill: () => Promise<T>, onFilled?: (seconds: number) => void): Promise<T> {
  const mark = `${home}.json`;
  if (existsSync(mark)) return JSON.parse(readFileSync(mark, 'utf8')) as T;
  const from = performance.now();
  const found = await fill();
  onFilled?.((performance.now() - from) / 1000);
  writeFileSync(mark, JSON.stringify(found ?? null));
  return found;
}

/** A data root with models of 50 versions each, or of the shape that is given. Gives the ids of their collections. */
export function generatedHome(home: string, models: number, shape?: { readonly versions: number; readonly single: number }): Promise<readonly string[]> {
  return once(home, () => withEngine(home, ({ context }) => generate(context.registry, { models, versions: VERSIONS_EACH, ...shape })));
}
