// Values of a run's history that point at files.
import type { Series } from '../../../shared/contract/runs.js';

export interface RunMedia {
  readonly kind: 'image' | 'audio' | 'html' | 'table' | 'file';
  readonly step: number;
  readonly version: string;
  readonly path: string;
  readonly caption: string | undefined;
}

type Value = Series['other']['at'][number]['value'];

function oneOf(value: Value, step: number, files: string | undefined): RunMedia[] {
  if (value === null || typeof value !== 'object') return [];
  if (Array.isArray(value)) return value.flatMap((each) => oneOf(each, step, files));
  const { _type: type, version = files, path, caption } = value;
  if (type === 'images/separated') return separated(value, step, files);
  const kind = /^(image|audio|html|table)-file$/.exec(String(type))?.[1] ?? (type === 'file' ? 'file' : undefined);
  if (kind === undefined || typeof version !== 'string' || typeof path !== 'string') return [];
  return [{ kind: kind as RunMedia['kind'], step, version, path, caption: typeof caption === 'string' ? caption : undefined }];
}

/** Several pictures under one name, as the wandb package writes them. */
function separated(value: Readonly<Record<string, Value>>, step: number, files: string | undefined): RunMedia[] {
  const { filenames, captions } = value;
  if (files === undefined || !Array.isArray(filenames)) return [];
  return filenames.flatMap((path, index) => {
    const caption = Array.isArray(captions) ? captions[index] : undefined;
    return typeof path === 'string' ? [{ kind: 'image' as const, step, version: files, path, caption: typeof caption === 'string' ? caption : undefined }] : [];
  });
}

/** The newest first. `files`: the version that holds files named by path alone. */
export function mediaOf(at: readonly { readonly x: number; readonly value: Value }[], files: string | undefined): readonly RunMedia[] {
  return at.flatMap(({ x, value }) => oneOf(value, x, files)).reverse();
}
