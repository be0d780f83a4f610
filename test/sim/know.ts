// What a replica can name when it writes: read from its op log.
import type { StoredOp } from '../../electron/engine/store/readTypes.js';

export interface Know {
  readonly ops: readonly StoredOp[];
  readonly entities: readonly string[];
  readonly projects: readonly string[];
  readonly collections: readonly string[];
  readonly models: readonly string[];
  readonly versions: readonly { readonly id: string; readonly collection: string }[];
  readonly runs: readonly string[];
  readonly links: readonly { readonly link: string; readonly model: string; readonly version: string }[];
  readonly edges: readonly { readonly hash: string; readonly version: string }[];
}

const values = (ops: readonly StoredOp[], kind: string, key: string, only: (body: StoredOp['op']['body']) => boolean = () => true): string[] => [
  ...new Set(ops.filter(({ op }) => op.kind === kind && only(op.body)).map(({ op }) => op.body[key] as string)),
];

export function knowledge(ops: readonly StoredOp[]): Know {
  const rows = <T>(kind: string, pick: (stored: StoredOp) => T): T[] => ops.filter(({ op }) => op.kind === kind && op.v === 1).map(pick);
  return {
    ops,
    entities: values(ops, 'entity.create', 'entity'),
    projects: values(ops, 'project.create', 'project'),
    collections: values(ops, 'collection.create', 'collection', (body) => body['form'] === 'artifact'),
    models: values(ops, 'collection.create', 'collection', (body) => body['form'] === 'registered'),
    versions: [...new Map(rows('version', ({ op }) => ({ id: op.body['version'] as string, collection: op.body['collection'] as string })).map((row) => [row.id, row])).values()],
    runs: values(ops, 'run.start', 'run'),
    links: [...new Map(rows('link', ({ op }) => ({ link: op.body['link'] as string, model: op.body['model'] as string, version: op.body['version'] as string })).map((row) => [row.link, row])).values()],
    edges: rows('log', ({ op, hash }) => ({ hash, version: op.body['version'] as string })),
  };
}
