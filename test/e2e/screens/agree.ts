// What the page of a version has to say, made from what the command line says of it.
import { expect } from '../app.js';
import type { ShownVersion } from './version.js';

/** What `cairn show --json` prints. */
export interface Shown {
  readonly ref: string;
  readonly name: string;
  readonly entity: string;
  readonly project: string;
  readonly type: string;
  readonly version: string;
  readonly digest: string;
  readonly bytes: number;
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly digest: string }[];
  readonly aliases: readonly string[];
  readonly tags: readonly string[];
  readonly description: string;
  readonly metrics: Readonly<Record<string, number | string>>;
  readonly config: unknown;
  readonly metadata: unknown;
  readonly run: string;
  readonly inputs: readonly { readonly ref: string; readonly digest: string }[];
  readonly availability: string;
  readonly deleted: boolean;
  readonly created: number;
  readonly actor: { readonly name: string; readonly email?: string };
  readonly device: string;
}

export interface Inspected {
  readonly tensors: readonly { readonly name: string; readonly dtype: string; readonly shape: readonly number[]; readonly bytes: number }[];
}

/** The page's words, as a test may expect them, for what `show` and `inspect` give. */
export function pageOf(show: Shown, tensors: Inspected['tensors']): Omit<ShownVersion, 'runName'> {
  const byBytes = [...tensors].sort((a, b) => b.bytes - a.bytes);
  return {
    title: `${show.name} ${show.version}`,
    digest: show.digest,
    bytes: show.bytes,
    fileCount: expect.stringMatching(new RegExp(` in ${show.files.length} files?$`)) as unknown as string,
    aliases: [...show.aliases].sort(),
    availability: { offline: 'Available offline', partly: 'Partly here', online: 'Online only' }[show.availability] ?? '',
    description: show.description === '' ? null : show.description,
    logged: {
      By: show.actor.email === undefined ? show.actor.name : `${show.actor.name} <${show.actor.email}>`,
      When: expect.any(String) as unknown as string,
      Device: show.device,
      Project: `${show.entity}/${show.project}`,
      Type: show.type,
      Tags: show.tags.length === 0 ? 'none' : show.tags.join('\n'),
    },
    created: show.created,
    runKey: show.run,
    inputs: show.inputs.map(({ ref, digest }) => ({ ref: ref.split('/').at(-1) ?? ref, digest })),
    metrics: Object.fromEntries(Object.entries(show.metrics).map(([name, value]) => [name, String(value)])),
    config: show.config,
    metadata: show.metadata,
    files: show.files.map(({ path, bytes, digest }) => ({ path, bytes, digest })),
    tensors: byBytes.map(({ name, dtype, shape, bytes }) => ({ name, dtype, shape: shape.length === 0 ? 'scalar' : shape.join(' × '), bytes })),
  };
}
