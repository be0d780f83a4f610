// npm run fixtures: vectors that do not exist yet are written; the real libraries write their models and logs anew, into .cache, which
// are compared with those that are kept and read by our readers. `-- vectors`, `-- models` or `-- runs` does that part alone. The
// libraries come from PyPI, some gigabytes of them; what cannot be had is named and left out.
import { compareModels } from './fixtures/models.mjs';
import { compareRuns } from './fixtures/runs.mjs';
import { writeVectors } from './fixtures/vectors.mjs';
import { run } from './lib/say.mjs';

const PARTS = { vectors: writeVectors, models: compareModels, runs: compareRuns };

await run(async () => {
  const asked = process.argv.slice(2).filter((word) => word in PARTS);
  let well = true;
  for (const [name, part] of Object.entries(PARTS)) if (asked.length === 0 || asked.includes(name)) well = (await part()) && well;
  process.exitCode = well ? 0 : 1;
});
