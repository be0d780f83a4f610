// Which operations tell everything about some versions: where they are, the runs that logged them and what those read, what was
// written about them, and, of a registered model, its links and aliases.
import type { JsonValue } from '../../../../shared/contract/primitives.js';
import type { OpKind } from '../../domain/ops.js';
import type { StoredOp } from '../../store/readTypes.js';
import type { RegistryStore } from '../../store/types.js';

/** What belongs to the registry or the device. */
const OUT: ReadonlySet<string> = new Set<OpKind>(['device', 'device.remove', 'role', 'setting', 'policy', 'report', 'view', 'entity.move', 'delete', 'restore']);

const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');

/** The id that an op makes. */
const MAKES: Readonly<Record<string, string>> = { 'entity.create': 'entity', 'project.create': 'project', 'collection.create': 'collection', 'run.start': 'run', version: 'version', link: 'link' };

function strings(value: JsonValue | undefined, into: Set<string>): void {
  if (typeof value === 'string') into.add(value);
  else if (typeof value === 'object' && value !== null) for (const each of Object.values(value)) strings(each, into);
}

export interface Chosen {
  readonly ops: readonly StoredOp[];
  /** Digests of the manifests they name. */
  readonly manifests: readonly string[];
}

/** @param versions whose bytes are meant @param models registered models that come along, with their links to these versions */
export function opsAbout(store: RegistryStore, versions: ReadonlySet<string>, models: ReadonlySet<string>): Chosen {
  const all = [...store.allOps()].filter(({ op }) => !OUT.has(op.kind) && store.lastAccepted(op.device) === undefined);
  const made = new Set(all.flatMap(({ op }) => (MAKES[op.kind] === undefined ? [] : [text(op.body[MAKES[op.kind] ?? ''])])));
  const of = (kind: string, when: (body: StoredOp['op']['body']) => boolean, key: string): string[] => all.filter(({ op }) => op.kind === kind && when(op.body)).map(({ op }) => text(op.body[key]));
  const runs = new Set(of('log', (body) => versions.has(text(body['version'])), 'run'));
  const inputs = of('use', (body) => runs.has(text(body['run'])), 'version');
  // A version is known by the run that logged it, also one that comes by name alone.
  for (const run of of('log', (body) => inputs.includes(text(body['version'])), 'run')) runs.add(run);
  const known = new Set([...versions, ...inputs]);
  const links = of('link', (body) => models.has(text(body['model'])) && versions.has(text(body['version'])), 'link');
  const collections = new Set([...models, ...of('version', (body) => known.has(text(body['version'])), 'collection')]);
  const projects = new Set([...all.flatMap(({ op }) => (/^collection\.(create|move|synonym)$/.test(op.kind) && collections.has(text(op.body['collection'])) ? [text(op.body['project'])] : [])), ...of('run.start', (body) => runs.has(text(body['run'])), 'project')]);
  const entities = new Set(all.flatMap(({ op }) => (/^project\.(create|move)$/.test(op.kind) && projects.has(text(op.body['project'])) ? [text(op.body['entity'])] : [])));
  const meant = new Set([...known, ...runs, ...links, ...collections, ...projects, ...entities]);
  const blobs = new Set(store.read.versionBlobs([...known]).map(({ blob }) => blob));
  const ops = all.filter(({ op }) => {
    if (op.kind === 'facts') return blobs.has(text(op.body['blob']));
    const named = new Set<string>();
    strings(op.body, named);
    const things = [...named].filter((each) => made.has(each));
    return things.length > 0 && things.every((each) => meant.has(each));
  });
  const manifests = [...new Set(ops.flatMap(({ op }) => (op.kind === 'version' ? [text(op.body['digest'])] : [])))];
  return { ops, manifests };
}
