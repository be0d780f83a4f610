// The walkthrough's steps 1, 3, 6 and 7, whatever door they are taken through: what is there before, the same by command line, and the rows they end in.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { safetensorsBytes } from '../fixtures/safetensors.js';
import { cairnJson } from './cli.js';

export const WALK = {
  model: 'MNIST Grayscale 28x28',
  description: 'Digits 0 to 9 from 28 by 28 pixels.',
  note: 'beats the incumbent on the holdout',
} as const;

/** The bytes of the version `vN` that step 2 logs. */
export const weights = (n: number): Buffer => Buffer.from(safetensorsBytes({ 'fc.weight': { dtype: 'F32', shape: [10, 4], data: Buffer.alloc(160, n) } }, { format: 'pt' }));
const loss = (n: number): number => 0.5 - n / 10;

/** Step 2, the same for every door: five versions of a model, the best one marked. */
export function train(home: string): void {
  mkdirSync(join(home, 'training'), { recursive: true });
  for (const n of [0, 1, 2, 3, 4]) {
    const file = join(home, 'training', 'model.safetensors');
    writeFileSync(file, weights(n));
    cairnJson(home, ['log', file, '--name', 'mnist-nn', '--metric', `val_loss=${loss(n)}`, '--alias', 'best']);
  }
}

/** Steps 1, 3 and 6 by command line. */
export function walkByCommand(home: string): void {
  const { model, description, note } = WALK;
  cairnJson(home, ['model', 'create', model, '--description', description]);
  cairnJson(home, ['link', 'mnist-nn:v2', model, '--alias', 'candidate']);
  for (const label of ['v4', 'v1', 'v3']) cairnJson(home, ['link', `mnist-nn:${label}`, model]);
  cairnJson(home, ['alias', 'set', `${model}:v1`, 'production', '--note', note]);
}

interface Listed {
  readonly ref: string;
  readonly version: string;
  readonly digest: string;
  readonly bytes: number;
  readonly aliases: readonly string[];
  readonly metrics: unknown;
  readonly files: unknown;
  readonly links: readonly { readonly ref: string }[];
}

interface Change {
  readonly kind: string;
  readonly subject: unknown;
  readonly from: string | null;
  readonly to: string | null;
  readonly note: string | null;
}

/** What scripts see, without what no two data roots share: ids, moments, devices. */
export function walkRows(home: string) {
  const models = cairnJson<{ name: string; project: string; entity: string; type: string; versions: number; aliases: Record<string, string> }[]>(home, ['ls', 'models']);
  const versions = (name: string) => cairnJson<Listed[]>(home, ['ls', 'versions', name]).map(({ ref, version, digest, bytes, aliases, metrics, files, links }) => ({ ref, version, digest, bytes, aliases: [...aliases].sort(), metrics, files, links: links.map((link) => link.ref) }));
  const history = cairnJson<Change[]>(home, ['history', WALK.model]).map(({ kind, subject, from, to, note }) => ({ kind, subject: JSON.stringify(subject).replaceAll(/[0-9a-f]{64}/g, '…'), from, to, note }));
  return {
    models: models.map(({ name, project, entity, type, versions: count, aliases }) => ({ name, project, entity, type, versions: count, aliases })),
    linked: versions(WALK.model),
    logged: versions('mnist-nn'),
    history,
  };
}

type Rows = ReturnType<typeof walkRows>;
const links: Readonly<Record<number, string>> = { 2: 'v0', 4: 'v1', 1: 'v2', 3: 'v3' };
const inModel: Readonly<Record<string, string[]>> = { v0: ['candidate'], v1: ['production'], v2: [], v3: ['latest'] };
const inArtifact: Readonly<Record<number, string[]>> = { 0: [], 1: [], 2: [], 3: [], 4: ['best', 'latest'] };

/** The part of `walkRows` that a person can tell from the walk's text alone, newest first. */
export const WALKED: { readonly models: Omit<Rows['models'][number], 'entity'>[]; readonly linked: unknown[]; readonly logged: unknown[]; readonly production: unknown[] } = {
  models: [{ name: WALK.model, project: 'model-registry', type: 'model', versions: 4, aliases: { latest: 'v3', candidate: 'v0', production: 'v1' } }],
  linked: [3, 1, 4, 2].map((n) => ({ ref: `${WALK.model}:${links[n]}`, aliases: inModel[links[n] ?? ''], metrics: { val_loss: loss(n) }, links: [`${WALK.model}:${links[n]}`] })),
  logged: [4, 3, 2, 1, 0].map((n) => ({ ref: `mnist-nn:v${n}`, aliases: inArtifact[n], metrics: { val_loss: loss(n) }, links: n === 0 ? [] : [`${WALK.model}:${links[n]}`] })),
  production: [{ from: null, to: 'v1', note: WALK.note }],
};

/** `walkRows` cut down to what `WALKED` says. */
export function told({ models, linked, logged, history }: Rows): typeof WALKED {
  const short = (rows: Rows['linked']): unknown[] => rows.map(({ ref, aliases, metrics, links: to }) => ({ ref, aliases, metrics, links: to }));
  return {
    models: models.map(({ name, project, type, versions, aliases }) => ({ name, project, type, versions, aliases })),
    linked: short(linked),
    logged: short(logged),
    production: history.filter(({ note }) => note === WALK.note).map(({ from, to, note }) => ({ from, to, note })),
  };
}
