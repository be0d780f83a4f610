// A small lineage of one team: a data set in two versions, a sweep, trained versions that serve, evaluations, and what was deleted.
import type { PlainLineage, PlainRun } from './lineageOps.js';

const DATASET = 0;
const UNET = 1;
const HOLDOUT = 2;
const EVALUATION = 3;
const CODE = 4;

/** Indices of versions: 0, 1 data sets; 2 code, deleted; 3, 4, 5 trained; 6 holdout; 7.. what the sweep and the evaluations made. */
export function sampleLineage(): PlainLineage {
  const versions = [DATASET, DATASET, CODE, UNET, UNET, UNET, HOLDOUT];
  const make = (collection: number): number => versions.push(collection) - 1;
  const run = (name: string, jobType: string, uses: readonly number[], makes: readonly number[], failed = false): PlainRun => ({ name, jobType, uses, makes, failed });
  const runs: PlainRun[] = [
    run('line-4-export', 'import', [], [0, 6]),
    run('relabel-scratches', 'prepare', [0], [1]),
    run('augment-lib', 'publish', [], [2]),
    run('calm-ridge-188', 'train', [0, 2], [3]),
    run('glad-harbor-212', 'train', [1], [4]),
    ...Array.from({ length: 12 }, (_, index) => run(`sweep-${index}`, 'sweep', [1], index === 3 || index === 10 ? [] : [index === 8 ? 5 : make(UNET)], index === 3 || index === 10)),
    run('eval-holdout-91', 'evaluate', [4, 6], [make(EVALUATION)]),
    run('eval-holdout-92', 'evaluate', [5, 6], [make(EVALUATION)]),
    run('eval-holdout-77', 'evaluate', [3, 6], [make(EVALUATION)]),
  ];
  return {
    versions,
    collections: ['dataset', 'model', 'dataset', 'evaluation', 'code'],
    names: ['surface-defects', 'sds-unet-r50', 'holdout-line4', 'sds-eval', 'augment-code'],
    modelNames: ['Surface Defect Segmenter', 'Dent Classifier'],
    runs,
    models: [[3, 4, 5], [4]],
    aliases: [
      { version: 3, alias: 'production', model: 0 },
      { version: 4, alias: 'staging', model: 0 },
      { version: 5, alias: 'candidate', model: 0 },
      { version: 4, alias: 'production', model: 1 },
      { version: 4, alias: 'best' },
    ],
    deleted: [2],
  };
}
