// A generated registry of many nodes: data sets made from data sets, sweeps that train on them, evaluations, and models that serve.
import type { PlainLineage, PlainRun } from './lineageOps.js';

/** xorshift32 in [0, 1). */
function dice(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/**
 * About `nodes` runs and versions. Version 0 is a raw data set on which much depends. Reproducible by its seed.
 */
export function largeLineage(nodes: number, seed = 20_260_725): PlainLineage {
  const random = dice(seed);
  const pick = (below: number): number => Math.floor(random() * below);
  const versions: number[] = [];
  const runs: PlainRun[] = [];
  const datasets: number[] = [];
  const trained: number[] = [];
  const make = (collection: number): number => versions.push(collection) - 1;
  const lately = (list: readonly number[], reach: number): number => list[Math.max(0, list.length - 1 - pick(Math.min(reach, list.length)))] ?? 0;

  const raw = make(0);
  datasets.push(raw);
  runs.push({ uses: [], makes: [raw], jobType: 'import' });
  while (versions.length + runs.length < nodes) {
    const roll = random();
    if (roll < 0.08) {
      const made = make(pick(4));
      runs.push({ uses: [lately(datasets, 12)], makes: [made], jobType: 'prepare' });
      datasets.push(made);
    } else if (roll < 0.16) {
      // A sweep: many runs on one data set, of which most log a model.
      const on = lately(datasets, 12);
      for (let n = 6 + pick(14); n > 0; n -= 1) {
        const made = random() < 0.8 ? [make(4 + pick(8))] : [];
        trained.push(...made);
        runs.push({ uses: [on], makes: made, jobType: 'sweep', failed: made.length === 0 });
      }
    } else if (roll < 0.6 || trained.length === 0) {
      const made = make(4 + pick(8));
      runs.push({ uses: [lately(datasets, 30), ...(trained.length > 0 && random() < 0.2 ? [lately(trained, 60)] : [])], makes: [made], jobType: 'train' });
      trained.push(made);
    } else {
      const made = make(12);
      runs.push({ uses: [lately(trained, 40), datasets[pick(Math.min(5, datasets.length))] ?? 0], makes: [made], jobType: 'evaluate' });
    }
  }
  const models = Array.from({ length: 12 }, () => Array.from({ length: 24 }, () => trained[pick(trained.length)] ?? 0)).map((members) => [...new Set(members)]);
  const aliases = models.flatMap((members, model) => (['production', 'staging', 'candidate'] as const).map((alias, index) => ({ version: members[index * 3 + pick(3)] ?? members[0] ?? 0, alias, model })));
  return { versions, collections: [...Array.from({ length: 4 }, () => 'dataset'), ...Array.from({ length: 8 }, () => 'model'), 'evaluation'], runs, models, aliases };
}
