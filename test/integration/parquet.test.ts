// Sealed history in other programs: pyarrow and pandas read the file that Cairn wrote, and find the values that were logged.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CACHE } from '../../build/lib/paths.mjs';
import { createEngineWorld } from '../support/engineWorld.js';

/** Said when the packages cannot be had; listed in test/skips.json. */
const NO_PYARROW = 'pyarrow and pandas cannot be installed from PyPI here';
const WANTED = ['pyarrow', 'pandas'];

/** A virtual environment in .cache, kept from one run to the next; undefined where PyPI cannot be reached. */
function python(): string | undefined {
  const folder = join(CACHE, 'pyarrow');
  const program = join(folder, 'bin', 'python');
  const mark = join(folder, 'cairn-installed');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === WANTED.join(' ')) return program;
  if (spawnSync('python3', ['-m', 'venv', folder], { stdio: 'ignore' }).status !== 0) return undefined;
  if (spawnSync(program, ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', ...WANTED], { stdio: 'ignore', timeout: 300_000 }).status !== 0) return undefined;
  writeFileSync(mark, WANTED.join(' '));
  return program;
}

const SCRIPT = `
import json, sys
import pyarrow.parquet as pq
import pandas as pd
path = sys.argv[1]
table = pq.read_table(path)
frame = pd.read_parquet(path)
assert len(frame) == table.num_rows
rows = []
for row in table.to_pylist():
    rows.append({k: (v.isoformat() if hasattr(v, "isoformat") else (str(v) if isinstance(v, float) and (v != v or v in (float("inf"), float("-inf"))) else v)) for k, v in row.items()})
print(json.dumps({"rows": rows, "types": {f.name: str(f.type) for f in table.schema}, "mean": float(frame["loss"].replace([float("inf"), float("-inf")], float("nan")).mean())}))
`;

describe('sealed history', () => {
  it('opens in pyarrow and pandas with equal values', async (context) => {
    const program = python();
    if (!program) return context.skip(NO_PYARROW);
    const world = await createEngineWorld();
    try {
      const { client, context: engine } = world.engine;
      const { id } = await client.runs.start({ key: 'r' });
      const values = [{ loss: 0.1, epoch: 0 }, { loss: 'NaN', epoch: 1, note: 'é "quoted"' }, { loss: 'Infinity' }, { loss: 1e-300, 'val/acc.top1': 0.5, flag: true }, { note: 7 }];
      await client.runs.log({ run: 'r', rows: values.slice(0, 3).map((each, n) => ({ step: n, time: 1_800_000_000_000 + n, values: each })) });
      await client.runs.log({ run: 'r', rows: values.slice(3).map((each, n) => ({ time: 1_800_000_000_003 + n, values: each })) });
      await client.runs.finish({ run: 'r' });
      const [part] = engine.registry.read.historyParts(id);
      const { stdout, stderr } = spawnSync(program, ['-c', SCRIPT, engine.cache.blobPath(part?.blob ?? '')], { encoding: 'utf8' });
      expect(stderr).toBe('');
      const read = JSON.parse(stdout) as { rows: Record<string, unknown>[]; types: Record<string, string>; mean: number };
      expect(read.types).toEqual({ _row: 'int64', _step: 'double', _time: 'timestamp[ms, tz=UTC]', epoch: 'double', flag: 'string', loss: 'double', note: 'double', 'note@text': 'string', 'val/acc.top1': 'double' });
      const none = { epoch: null, flag: null, loss: null, note: null, 'note@text': null, 'val/acc.top1': null };
      const time = (n: number): string => `2027-01-15T08:00:00.00${n}000+00:00`;
      expect(read.rows).toEqual([
        { ...none, _row: 0, _step: 0, _time: time(0).replace('.000000', ''), loss: 0.1, epoch: 0 },
        { ...none, _row: 1, _step: 1, _time: time(1), loss: 'nan', epoch: 1, 'note@text': 'é "quoted"' },
        { ...none, _row: 2, _step: 2, _time: time(2), loss: 'inf' },
        { ...none, _row: 3, _step: null, _time: time(3), loss: 1e-300, 'val/acc.top1': 0.5, flag: 'true' },
        { ...none, _row: 4, _step: null, _time: time(4), note: 7 },
      ]);
      expect(read.mean).toBeCloseTo(0.05, 12);
    } finally {
      await world.end();
    }
  });
});
