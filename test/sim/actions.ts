// One way to write each op kind, built on what a replica knows. A kind without a line here does not compile.
import { collectionId, entityId, linkId, projectId, runId, versionId } from '../../electron/engine/domain/ids.js';
import { canonicalManifest } from '../../electron/engine/domain/manifest.js';
import type { OpDraft, OpKind, Subject } from '../../electron/engine/domain/ops.js';
import { blobsOf } from '../../electron/engine/sync/manifests.js';
import type { WriteTx } from '../../electron/engine/store/types.js';
import type { Know } from './know.js';
import { readOps, type Oracle } from './oracle.js';

/** Small numbers that decide what an action picks. */
export type Dice = readonly [number, number, number, number];

export interface Scene {
  readonly registry: string;
  readonly know: Know;
  readonly dice: Dice;
  readonly tx: WriteTx;
}

/** Writes, or returns false when the replica knows nothing to write about. */
export type Action = (scene: Scene) => boolean;

const NAMES = ['resnet', 'ResNet', 'bert', 'caf\u00e9', 'CAFE\u0301', '\u{1f600}'];
const KEYS = ['lr', 'epochs'];
const ALIASES = ['production', 'best', 'Staging'];
const VALUES = [1, 'two', { three: [3, 1e21] }, false];

const at = <T>(list: readonly T[], n: number): T | undefined => list[n % Math.max(1, list.length)];
const digest = (n: number): string => `b3:${n.toString(16).padStart(64, '0')}`;

/** Mostly all heads, sometimes none, sometimes ops picked at large: a careful, a blind, a confused writer. */
function observe(scene: Scene, oracle: () => Oracle, register: string): string[] {
  const mood = scene.dice[3] % 8;
  if (mood === 6) return [];
  if (mood === 7) return scene.know.ops.filter((_, i) => (i + scene.dice[2]) % 3 === 0).map(({ hash }) => hash);
  return oracle().heads(register).map(({ hash }) => hash);
}

function writer(scene: Scene): (draft: OpDraft, register?: string) => true {
  const oracle = (): Oracle => readOps(scene.know.ops);
  return (draft, register) => {
    scene.tx.append(register === undefined ? draft : { ...draft, observed: observe(scene, oracle, register) });
    return true;
  };
}

function subjectOf({ know, dice }: Scene): Subject | undefined {
  const subjects: Subject[] = [
    ...know.versions.map(({ id }) => ({ kind: 'version' as const, id })),
    ...know.collections.map((id) => ({ kind: 'collection' as const, id })),
    ...know.runs.map((id) => ({ kind: 'run' as const, id })),
    ...know.links.map(({ link }) => ({ kind: 'link' as const, id: link })),
  ];
  return at(subjects, dice[0]);
}

/** A thing the replica knows, or a refusal. */
function having<T>(thing: T | undefined, act: (thing: T) => true): boolean {
  return thing === undefined ? false : act(thing);
}

const aliasTarget = (scene: Scene): { collection: string; target: string } | undefined => {
  const { know, dice } = scene;
  const targets = [...know.versions.map(({ id, collection }) => ({ collection, target: id })), ...know.links.map(({ link, model }) => ({ collection: model, target: link }))];
  return at(targets, dice[0]);
};

function logVersion(scene: Scene, version: string, collection: string, run: string): true {
  const write = writer(scene);
  const edge = readOps(scene.know.ops).latest(collection);
  const observed = edge === undefined || scene.dice[3] % 8 === 6 ? [] : [edge];
  scene.tx.append({ kind: 'log', body: { version, collection, run }, observed });
  scene.tx.number(collection, version);
  return scene.dice[2] % 5 === 0 ? write({ kind: 'run.finish', body: { run, state: 'finished' } }, `run/${run}/state`) : true;
}

export const ACTIONS: { readonly [K in OpKind]: Action } = {
  'entity.create': (s) => writer(s)({ kind: 'entity.create', body: { entity: entityId(s.registry, at(NAMES, s.dice[0]) ?? ''), name: at(NAMES, s.dice[0]) ?? '', form: s.dice[1] % 2 ? 'team' : 'person' } }),
  'entity.rename': (s) => having(at(s.know.entities, s.dice[0]), (entity) => writer(s)({ kind: 'entity.rename', body: { entity, name: `e${s.dice[1]}` } }, `entity/${entity}/name`)),
  'entity.move': (s) => having(at(s.know.entities, s.dice[0]), (entity) => writer(s)({ kind: 'entity.move', body: { entity, to: `r${s.dice[1]}` } })),
  'project.create': (s) => having(at(s.know.entities, s.dice[0]), (entity) => writer(s)({ kind: 'project.create', body: { project: projectId(entity, at(NAMES, s.dice[1]) ?? ''), entity, name: at(NAMES, s.dice[1]) ?? '' } })),
  'project.rename': (s) => having(at(s.know.projects, s.dice[0]), (project) => writer(s)({ kind: 'project.rename', body: { project, name: `p${s.dice[1]}` } }, `project/${project}/name`)),
  'project.move': (s) => having(at(s.know.projects, s.dice[0]), (project) => having(at(s.know.entities, s.dice[1]), (entity) => writer(s)({ kind: 'project.move', body: { project, entity } }, `project/${project}/entity`)) as true),
  'collection.create': (s) =>
    having(at(s.know.projects, s.dice[0]), (project) => {
      const form = s.dice[2] % 3 === 0 ? 'registered' : 'artifact';
      const name = `${at(NAMES, s.dice[1]) ?? ''}${form === 'registered' ? '-model' : ''}`;
      return writer(s)({ kind: 'collection.create', body: { collection: collectionId(project, name), project, name, type: s.dice[3] % 2 ? 'model' : 'dataset', form } });
    }),
  'collection.rename': (s) => having(at(s.know.collections, s.dice[0]), (collection) => writer(s)({ kind: 'collection.rename', body: { collection, name: `c${s.dice[1]}` } }, `collection/${collection}/name`)),
  'collection.move': (s) => having(at(s.know.collections, s.dice[0]), (collection) => having(at(s.know.projects, s.dice[1]), (project) => writer(s)({ kind: 'collection.move', body: { collection, project } }, `collection/${collection}/project`)) as true),
  'collection.synonym': (s) => having(at(s.know.models, s.dice[0]), (collection) => having(at(s.know.projects, s.dice[1]), (project) => writer(s)({ kind: 'collection.synonym', body: { collection, project } })) as true),
  'run.start': (s) => having(at(s.know.projects, s.dice[0]), (project) => writer(s)({ kind: 'run.start', body: { run: runId(project, `k${s.dice[1] % 4}`), project, key: `k${s.dice[1] % 4}`, name: `run ${s.dice[2]}`, jobType: 'train', config: { lr: s.dice[3] } } })),
  'run.update': (s) => having(at(s.know.runs, s.dice[0]), (run) => writer(s)({ kind: 'run.update', body: { run, set: { [`config.${at(KEYS, s.dice[1]) ?? ''}`]: s.dice[2] } } }, `run/${run}/config.${at(KEYS, s.dice[1]) ?? ''}`)),
  'run.finish': (s) => having(at(s.know.runs, s.dice[0]), (run) => writer(s)({ kind: 'run.finish', body: { run, state: at(['finished', 'failed', 'crashed'] as const, s.dice[1]) ?? 'failed' } }, `run/${run}/state`)),
  'run.resume': (s) => having(at(s.know.runs, s.dice[0]), (run) => writer(s)({ kind: 'run.resume', body: { run } }, `run/${run}/state`)),
  version: (s) =>
    having(at(s.know.collections, s.dice[0]), (collection) =>
      having(at(s.know.runs, s.dice[1]), (run) => {
        const manifest = canonicalManifest([{ path: 'model.bin', size: s.dice[2] % 4, digest: digest(s.dice[2] % 4) }]);
        const version = versionId(collection, manifest.digest);
        s.tx.append({ kind: 'version', body: { version, collection, digest: manifest.digest, bytes: s.dice[2] % 4, files: 1 } });
        s.tx.putManifest(manifest.digest, manifest.json, blobsOf(manifest));
        return logVersion(s, version, collection, run);
      }) as true,
    ),
  log: (s) => having(at(s.know.versions, s.dice[0]), ({ id, collection }) => having(at(s.know.runs, s.dice[1]), (run) => logVersion(s, id, collection, run)) as true),
  use: (s) => having(at(s.know.versions, s.dice[0]), ({ id, collection }) => having(at(s.know.runs, s.dice[1]), (run) => writer(s)({ kind: 'use', body: { run, version: id, collection } })) as true),
  number: (s) => having(at(s.know.versions, s.dice[0]), ({ id, collection }) => (s.tx.number(collection, id), true as const)),
  link: (s) =>
    having(at(s.know.models, s.dice[0]), (model) =>
      having(at(s.know.versions, s.dice[1]), ({ id: version }) => {
        const link = linkId(model, version);
        const edge = readOps(s.know.ops).latest(model);
        s.tx.append({ kind: 'link', body: { link, model, version }, observed: edge === undefined || s.dice[3] % 8 === 6 ? [] : [edge] });
        s.tx.number(model, link);
        return true;
      }) as true,
    ),
  unlink: (s) => having(at(s.know.links, s.dice[0]), ({ link, model, version }) => writer(s)({ kind: 'unlink', body: { link, model, version } }, `live/${link}`)),
  'alias.move': (s) => having(aliasTarget(s), ({ collection, target }) => writer(s)({ kind: 'alias.move', body: { collection, alias: at(ALIASES, s.dice[1]) ?? '', target } }, `alias/${collection}/${at(ALIASES, s.dice[1]) ?? ''}`)),
  'alias.remove': (s) => having(aliasTarget(s), ({ collection }) => writer(s)({ kind: 'alias.remove', body: { collection, alias: at(ALIASES, s.dice[1]) ?? '' } }, `alias/${collection}/${at(ALIASES, s.dice[1]) ?? ''}`)),
  'alias.sequence': () => false,
  'alias.propose': () => false,
  'alias.place': () => false,
  'tag.add': (s) => having(subjectOf(s), (subject) => writer(s)({ kind: 'tag.add', body: { subject, tag: `t${s.dice[1] % 2}` } })),
  'tag.remove': (s) => having(subjectOf(s), (subject) => writer(s)({ kind: 'tag.remove', body: { subject, tag: `t${s.dice[1] % 2}` } }, `tag/${subject.kind}/${subject.id}/t${s.dice[1] % 2}`)),
  describe: (s) => having(subjectOf(s), (subject) => writer(s)({ kind: 'describe', body: { subject, field: 'description', value: `d${s.dice[1]}` } }, `text/${subject.kind}/${subject.id}/description`)),
  delete: (s) =>
    having(subjectOf(s), (subject) => {
      const all = s.tx.read.attachments(subject);
      s.tx.append({ kind: 'delete', body: { subject }, observed: s.dice[3] % 8 === 6 ? all.slice(1) : [...all] });
      return true;
    }),
  restore: (s) => having(subjectOf(s), (subject) => writer(s)({ kind: 'restore', body: { subject } }, `delete/${subject.kind}/${subject.id}`)),
  'history.part': (s) => having(at(s.know.runs, s.dice[0]), (run) => writer(s)({ kind: 'history.part', body: { run, writer: `w${s.dice[1] % 2}`, from: s.dice[2], to: s.dice[2] + 1, blob: digest(s.dice[3]) } })),
  metrics: (s) => having(at(s.know.edges, s.dice[0]), ({ hash, version }) => writer(s)({ kind: 'metrics', body: { edge: hash, version, values: { loss: s.dice[1], acc: 'NaN' } } }, `metrics/${hash}`)),
  facts: (s) => writer(s)({ kind: 'facts', body: { blob: digest(s.dice[0] % 4), parser: 'safetensors', parserVersion: 1 + (s.dice[1] % 3), facts: digest(s.dice[2]), ...(s.dice[2] % 2 === 0 ? {} : { brief: { format: 'safetensors', parameters: s.dice[1], dtypes: ['F32'], safety: s.dice[0] % 2 === 0 ? ('clean' as const) : ('dangerous' as const) } }) } }),
  signature: (s) => having(at(s.know.versions, s.dice[0]), ({ id, collection }) => writer(s)({ kind: 'signature', body: { version: id, collection, bundle: digest(s.dice[1] % 4), ...(s.dice[2] % 2 === 0 ? { publicKey: `k${s.dice[2]}` } : {}) } })) as true,
  setting: (s) => writer(s)({ kind: 'setting', body: { scope: 'registry', key: at(['a', 'protectedAliases'], s.dice[0]) ?? '', value: s.dice[0] % 2 ? ['best'] : (at(VALUES, s.dice[1]) ?? null) } }, `setting/registry/${at(['a', 'protectedAliases'], s.dice[0]) ?? ''}`),
  role: (s) => writer(s)({ kind: 'role', body: { role: 'numbering', epoch: s.dice[0], device: digest(s.dice[1]).slice(3) } }),
  device: (s) => writer(s)({ kind: 'device', body: { device: digest(s.dice[0]).slice(3), key: digest(s.dice[1]).slice(3), name: `d${s.dice[2]}` } }),
  'device.remove': (s) => writer(s)({ kind: 'device.remove', body: { device: digest(s.dice[0]).slice(3), lastSeq: s.dice[1] } }),
  policy: (s) => writer(s)({ kind: 'policy', body: { policy: 'notes', value: at(VALUES, s.dice[1]) ?? null } }),
  report: (s) => writer(s)({ kind: 'report', body: { report: digest(s.dice[0] % 2).slice(3), field: 'title', value: `r${s.dice[1]}` } }),
  view: (s) => writer(s)({ kind: 'view', body: { view: 'v1', value: at(VALUES, s.dice[1]) ?? null } }),
};
