// Everything that the importers find below a path, and what they could not read.
import { adoptModels } from '../../importers/adopt.js';
import { viewFolder } from '../../importers/folder.js';
import { IMPORTERS } from '../../importers/registry.js';
import type { ImportModel, ImportProblem, ImportRun, Tell } from '../../importers/types.js';
import type { ImportInput } from '../../../../shared/contract/imports.js';
import { CairnError } from '../../../../shared/contract/errors.js';
import type { EngineContext } from '../context.js';
import { identified } from './identify.js';

export interface FoundRun {
  readonly importer: string;
  readonly run: ImportRun;
  /** Its rows were compared with those that are kept, and none is new. */
  readonly noNewRows?: boolean;
}

export interface FoundAll {
  readonly files: number;
  readonly runs: readonly FoundRun[];
  readonly models: readonly ImportModel[];
  readonly problems: ImportProblem[];
  readonly tell: Tell;
}

/** Problems that are told of one import. */
const MAX_PROBLEMS = 500;

/** Where a run comes in: its tool says so, or the person. */
export const projectOf = (engine: EngineContext, run: ImportRun, input: Pick<ImportInput, 'project'>): string => run.project ?? input.project ?? engine.where().project;

/** `exact` false: rows are not read, so logs that begin alike are one. */
export async function findAll(engine: EngineContext, paths: readonly string[], input: ImportInput, exact = true): Promise<FoundAll> {
  const problems: ImportProblem[] = [];
  const tell: Tell = (path, message) => {
    if (problems.length < MAX_PROBLEMS && !problems.some((one) => one.path === path && one.message === message)) problems.push({ path, message });
  };
  const left = new Set(input.skip);
  const runs: FoundRun[] = [];
  const models: ImportModel[] = [];
  let files = 0;
  for (const path of paths) {
    const view = await viewFolder(path, tell);
    files += view.files.length;
    const here: FoundRun[] = [];
    for (const importer of IMPORTERS) {
      const found = await importer.find(view, tell);
      here.push(...found.runs.map((run) => ({ importer: importer.id, run })));
      models.push(...found.models);
    }
    const adopted = adoptModels(view, here.map(({ run }) => run), ({ counts }) => counts !== undefined);
    runs.push(...here.map((each, index) => ({ ...each, run: adopted[index] ?? each.run })));
  }
  const seen = new Set<string>();
  const unique = exact ? await identified(engine, runs, (run) => projectOf(engine, run, input)) : runs.filter(({ run }) => !seen.has(run.key) && seen.add(run.key));
  return { files, runs: unique.filter(({ run }) => !left.has(run.key)), models, problems, tell };
}

export function cancelledImport(): CairnError {
  return new CairnError('cancelled', 'Importing was cancelled. Runs that were complete are kept; importing again goes on from there.');
}
