// The places a drop can go and, for each, what it will do. The first is what releasing anywhere else means.
import type { RegisterTarget } from './registerStore.js';

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
  readonly id: 'version' | 'model' | 'dataset' | 'other';
  readonly title: string;
  readonly effect: string;
  readonly register: RegisterTarget;
}

export function targetsFor(collection: TargetCollection | undefined): readonly DropTarget[] {
  const fresh: DropTarget[] = [
    { id: 'model', title: 'New model', effect: 'Its name is proposed from the file; you can change it', register: { type: 'model' } },
    { id: 'dataset', title: 'Dataset version', effect: 'Tracked as an input, not as a model', register: { type: 'dataset' } },
    { id: 'other', title: 'Other artifact', effect: 'Evaluation, code or any type', register: { type: '' } },
  ];
  if (!collection) return fresh;
  const { id, name, project, type, next } = collection;
  const effect = `Logs ${next ? `${name}:${next}` : `the next version of ${name}`}. It gets the alias latest, nothing else moves.`;
  return [{ id: NEW_VERSION, title: `New version of ${name}`, effect, register: { collectionId: id, collectionName: name, project, type } }, ...fresh];
}
