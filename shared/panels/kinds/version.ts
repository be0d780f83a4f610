// One version as a card: what it is, what it measured, what it was made from.
import { z } from 'zod';
import { AliasBadge, SafetyLevel } from '../../contract/entities.js';
import { Bytes, Digest, JsonObject, Metrics, Millis } from '../../contract/primitives.js';
import { versionOf } from '../find.js';
import { Origin, originOf, panelKind, VersionOf } from '../types.js';
import { figureText, markdownTable, shortDigest } from '../words.js';

const MOST_CONFIG = 12;

export const version = panelKind({
  kind: 'version',
  name: 'Version card',
  about: 'One version: its metrics, hyper-parameters, files and inputs.',
  size: { w: 6, h: 9 },
  needs: 'version',
  settings: VersionOf,
  data: z.object({
    of: Origin,
    name: z.string(),
    label: z.string(),
    type: z.string(),
    description: z.string(),
    bytes: Bytes,
    files: z.number().int(),
    format: z.string().nullable(),
    parameters: z.number().nullable(),
    aliases: z.array(AliasBadge),
    tags: z.array(z.string()),
    metrics: Metrics,
    config: JsonObject,
    /** Hyper-parameters that are not listed. */
    more: z.number().int(),
    inputs: z.array(z.object({ ref: z.string(), digest: Digest, type: z.string() })),
    by: z.string(),
    created: Millis,
    run: z.string().nullable(),
    safety: SafetyLevel,
  }),
  async load(client, settings, signal) {
    const found = await versionOf(client, settings, signal);
    const config = Object.entries(found.config);
    const linked = found.links.flatMap((link) => link.aliases);
    return {
      of: originOf(found),
      name: found.ref.replace(/:[^:]*$/, ''),
      label: found.label,
      type: found.type,
      description: found.description.slice(0, 2000),
      bytes: found.bytes,
      files: found.files,
      format: found.facts[0]?.format ?? null,
      parameters: found.facts.reduce<number | null>((sum, { parameters }) => (parameters === null ? sum : (sum ?? 0) + parameters), null),
      aliases: [...new Map([...linked, ...found.aliases].map((alias) => [alias.name, alias])).values()],
      tags: found.tags,
      metrics: found.metrics,
      config: Object.fromEntries(config.slice(0, MOST_CONFIG)),
      more: Math.max(0, config.length - MOST_CONFIG),
      inputs: found.inputs.map(({ ref, digest, type }) => ({ ref, digest, type })),
      by: found.actor.name,
      created: found.created,
      run: found.run?.name ?? null,
      safety: found.safety,
    };
  },
  title: ({ of }) => of.ref,
  figures: ({ of, metrics, inputs }) => [...Object.entries(metrics).map(([key, value]) => ({ key, value, ref: of.ref, digest: of.digest })), ...inputs.map(({ ref, digest }) => ({ key: `input ${ref.replace(/:[^:]*$/, '')}`, value: ref, ref, digest }))],
  markdown: ({ of, metrics, inputs }) => [`**${of.ref}** (${shortDigest(of.digest)})`, markdownTable(['Metric', 'Value'], Object.entries(metrics).map(([key, value]) => [key, figureText(value)])), ...(inputs.length > 0 ? [`Made from ${inputs.map(({ ref }) => ref).join(', ')}.`] : [])].join('\n\n'),
});
