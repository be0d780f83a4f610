// Bundles the cache over a recorded disk, with or without a fault, and lets it work.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { bundleOptions, EXTERNAL } from '../../../build/bundles.mjs';
import { CACHE, ROOT } from '../../../build/lib/paths.mjs';
import { plant, type Planted } from '../plant.js';
import { LOG_NAME, type Event } from './recorder.js';

const HERE = join(ROOT, 'test/sim/powerLoss');
const RECORDED: Readonly<Record<string, string>> = { 'node:fs': 'recordedFs.ts', 'node:fs/promises': 'recordedFsPromises.ts', libsql: 'recordedLibsql.ts' };

/** What the engine's files import of the system is what is recorded; what records imports the system itself. */
const recorded = {
  name: 'recorded',
  resolveId(id: string, importer: string | undefined) {
    const shim = importer?.startsWith(join(ROOT, 'electron')) ? RECORDED[id] : undefined;
    if (shim !== undefined) return join(HERE, shim);
    return EXTERNAL.some((each) => (typeof each === 'string' ? id === each : each.test(id))) ? { id, external: true } : null;
  },
};

async function bundle(entry: string, name: string, fault: Planted | undefined): Promise<string> {
  const file = join(CACHE, 'test', `powerLoss-${name}.cjs`);
  const { output, ...input } = bundleOptions(name, join(ROOT, entry), file);
  const made = await rolldown({ ...input, external: [], plugins: [recorded, ...(fault ? [plant(fault)] : [])] });
  await made.write({ ...output, sourcemap: false });
  await made.close();
  return file;
}

export interface Program {
  /** Does the work of a seed in `<folder>/home` and tells what became of the disk. */
  record(seed: number, folder: string): readonly Event[];
}

export async function recordedProgram(name: string, fault?: Planted): Promise<Program> {
  const program = await bundle('test/sim/powerLoss/program.ts', `${name}-program`, fault);
  const worker = await bundle('electron/engine/cache/ingestWorker.ts', `${name}-worker`, fault);
  return {
    record(seed, folder) {
      const log = join(folder, 'record');
      mkdirSync(log, { recursive: true });
      const { status, stderr } = spawnSync(process.execPath, [program, String(seed), join(folder, 'home'), worker], { encoding: 'utf8', env: { ...process.env, CAIRN_RECORD: log } });
      if (status !== 0) throw new Error(`The recorded program failed: ${stderr}`);
      return readFileSync(join(log, LOG_NAME), 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line) as Event);
    },
  };
}
