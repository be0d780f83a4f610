// The places a drop can go and, for each, what it will do. The first is what releasing anywhere else means.
import type { JobMode, RegisterTarget, TargetRun } from './registerStore.js';

export const NEW_VERSION = 'version';

export interface TargetCollection {
  readonly id: string;
  readonly name: string;
  readonly project?: string | undefined;
  readonly type?: string | undefined;
  /** The number the next version gets, where it is known. */
  readonly next?: string | undefined;
}

export interface DropTarget {
  readonly id: 'version' | 'model' | 'dataset' | 'other' | 'import';
  readonly title: string;
  readonly effect: string;
  readonly register: RegisterTarget;
  readonly mode: JobMode;
  /** What letting go there does, in two or three words. */
  readonly release: string;
}

/** A run that goes on, and the project its versions go to. */
export type GoingRun = Omit<TargetRun, 'role'> & { readonly project: string };

function targetsOfRun({ project, ...run }: GoingRun): readonly DropTarget[] {
  const made = { project, run: { ...run, role: 'made' as const } };
  return [
    { id: 'model', title: `Model of ${run.name}`, effect: 'Logged by this run, with the metrics since its last version', register: { type: 'model', ...made }, mode: 'register', release: 'Release to register' },
    { id: 'dataset', title: 'Dataset it reads', effect: 'Tracked, and noted as an input of this run', register: { type: 'dataset', project, run: { ...run, role: 'read' } }, mode: 'register', release: 'Release to register' },
    { id: 'other', title: 'Other artifact', effect: 'Evaluation, code or any type, logged by this run', register: { type: '', ...made }, mode: 'register', release: 'Release to register' },
  ];
}

export function targetsFor(collection: TargetCollection | undefined, run?: GoingRun): readonly DropTarget[] {
  if (run) return targetsOfRun(run);
  const fresh: DropTarget[] = [
    { id: 'model', title: 'New model', effect: 'Its name is proposed from the file; you can change it', register: { type: 'model' }, mode: 'auto', release: 'Release to register' },
    { id: 'dataset', title: 'Dataset version', effect: 'Tracked as an input, not as a model', register: { type: 'dataset' }, mode: 'register', release: 'Release to register' },
    { id: 'other', title: 'Other artifact', effect: 'Evaluation, code or any type', register: { type: '' }, mode: 'register', release: 'Release to register' },
    { id: 'import', title: 'Import training logs', effect: 'Runs, series and checkpoints that another tool wrote', register: {}, mode: 'import', release: 'Release to see what comes in' },
  ];
  if (!collection) return fresh;
  const { id, name, project, type, next } = collection;
  const effect = `Logs ${next ? `${name}:${next}` : `the next version of ${name}`}. It gets the alias latest, nothing else moves.`;
  return [{ id: NEW_VERSION, title: `New version of ${name}`, effect, register: { collectionId: id, collectionName: name, project, type }, mode: 'register', release: 'Release to register' }, ...fresh];
}
