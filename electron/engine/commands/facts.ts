// Facts of files: read from headers by the formats, kept as blobs beside the bytes they describe.
import { basename } from 'node:path';
import { z } from 'zod';
import { CairnError } from '../../../shared/contract/errors.js';
import { LayerFact, PortFact, SafetyFinding, SafetyLevel, type FileFacts } from '../../../shared/contract/entities.js';
import { Digest, JsonObject } from '../../../shared/contract/primitives.js';
import type { Cache, Hold } from '../cache/types.js';
import type { FactsBrief } from '../domain/ops.js';
import { canonicalJson } from '../domain/canonicalJson.js';
import { withFileSource } from '../formats/fileSource.js';
import { FORMATS, inspectFile } from '../formats/registry.js';
import type { InspectedFile } from '../formats/types.js';

/** A kept facts blob: canonical JSON, capped so that a hostile one cannot fill memory. */
const MAX_FACTS_BYTES = 64 * 1024 * 1024;

const StoredFacts = z.object({
  format: z.string(),
  parser: z.string(),
  parserVersion: z.number().int(),
  framework: z.string().nullable(),
  parameters: z.number().nullable(),
  tensors: z.array(z.object({ name: z.string(), dtype: z.string(), shape: z.array(z.number()), bytes: z.number(), offset: z.number(), location: z.string().optional() })),
  tensorBytes: z.number(),
  dtypes: z.record(z.string(), z.number()),
  metadata: z.record(z.string(), z.string()),
  safety: z.object({ level: SafetyLevel, findings: z.array(z.union([SafetyFinding, z.string().transform((what): SafetyFinding => ({ level: 'unknown', what, evidence: '', path: '' }))])) }),
  frameworkVersion: z.string().nullable().default(null),
  architecture: z.string().nullable().default(null),
  layers: z.array(LayerFact).default([]),
  layerCount: z.number().int().default(0),
  inputs: z.array(PortFact).default([]),
  outputs: z.array(PortFact).default([]),
  problem: z.string().nullable(),
});
export type StoredFacts = z.infer<typeof StoredFacts>;

/** Every file of so small a set is looked into; of a larger one only those whose name says they are a model. */
const INSPECT_ALL_BELOW = 64;
/** Extensions that models share with anything else: in a large set only files of well-known names are opened. */
const COMMON = new Set(['json', 'md', 'txt', 'gz', 'zip', 'p', 'index', 'model']);
const WELL_KNOWN = /(^|\/)(README\.md|config\.json|[\w.-]*_config\.json|[\w.-]+\.index\.json|variables\.index)$/i;
const EXTENSIONS = new Set(FORMATS.flatMap((format) => format.extensions));

/** Which files of a set are worth opening: a folder of 100,000 images is not opened 100,000 times. */
export function worthInspecting<T extends { readonly path: string }>(files: readonly T[]): readonly T[] {
  if (files.length < INSPECT_ALL_BELOW) return files;
  return files.filter(({ path }) => {
    const extension = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
    return WELL_KNOWN.test(path) || (EXTENSIONS.has(extension) && !COMMON.has(extension));
  });
}

/** What the header of a file on disk says; undefined where no format knows the file. */
export function inspectSource(path: string): Promise<InspectedFile | undefined> {
  return withFileSource(path, basename(path), inspectFile);
}

/** Dtypes that a brief lists. */
const MAX_DTYPES = 16;

/** What the registry's own tables keep of the facts of a file. */
function briefOf(found: InspectedFile): FactsBrief {
  const dtypes = Object.entries(found.dtypes).sort((a, b) => b[1] - a[1]).map(([dtype]) => dtype);
  return {
    format: found.format,
    ...(found.framework === null ? {} : { framework: found.framework.slice(0, 64) }),
    ...(found.parameters === null ? {} : { parameters: found.parameters }),
    dtypes: dtypes.filter((dtype) => /^\S{1,32}$/.test(dtype)).slice(0, MAX_DTYPES),
    safety: found.safety.level,
  };
}

/** Inspects a kept blob and keeps what it found; undefined where no format knows it. */
export async function keepFacts(cache: Cache, blob: Digest, name: string, hold: Hold): Promise<{ parser: string; parserVersion: number; facts: Digest; brief: FactsBrief } | undefined> {
  const found = await cache.withSource(blob, name, inspectFile);
  if (!found) return undefined;
  const { borders: _, ...kept } = found;
  const brief = briefOf(found);
  const facts = await cache.putBytes(Buffer.from(canonicalJson(JsonObject.parse(kept)), 'utf8'), hold);
  return { parser: found.parser, parserVersion: found.parserVersion, facts, brief };
}

/** Where a manifest's files being looked into is remembered: a local note, never synced. */
export const inspectedKey = (manifest: Digest): string => `inspected:${manifest}`;

/** What this build can find: another one looks again. */
const PARSERS = FORMATS.map(({ id, parserVersion }) => `${id}/${parserVersion}`).join(' ');
const Inspected = z.object({ parsers: z.literal(PARSERS), facts: z.array(Digest).readonly() });

/** The note for a manifest whose files gave these facts. */
export const inspectedNow = (facts: readonly Digest[]): string => JSON.stringify({ parsers: PARSERS, facts } satisfies z.infer<typeof Inspected>);

/** Blobs of the facts that a note names; undefined where there is none by this build. */
export function inspectedBefore(note: string | undefined): readonly Digest[] | undefined {
  return note === undefined ? undefined : Inspected.safeParse(JSON.parse(note)).data?.facts;
}

function parseFacts(text: string): StoredFacts | undefined {
  try {
    return StoredFacts.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // not JSON: another device's op calls something else facts
  }
}

/** Reads a facts blob; undefined while its bytes are not whole on this device, and for what is not in the form this build knows. */
export async function readFacts(cache: Cache, facts: Digest): Promise<StoredFacts | undefined> {
  if (!cache.has([facts])[0]) return undefined;
  const size = await cache.withSource(facts, 'facts', (source) => Promise.resolve(source.size));
  if (size > MAX_FACTS_BYTES) return undefined;
  try {
    return parseFacts(Buffer.from(await cache.read(facts)).toString('utf8'));
  } catch (error) {
    if (error instanceof CairnError && error.code === 'corrupt') return undefined; // set aside by the cache; the version itself is whole
    throw error;
  }
}

/** What a header says beside its tensors, in the form that doors send. */
export function outlineOf(facts: InspectedFile | StoredFacts): Pick<FileFacts, 'safety' | 'frameworkVersion' | 'architecture' | 'layers' | 'layerCount' | 'inputs' | 'outputs'> {
  return {
    safety: { level: facts.safety.level, findings: facts.safety.findings.map((finding) => ({ ...finding })) },
    frameworkVersion: facts.frameworkVersion ?? null,
    architecture: facts.architecture ?? null,
    layers: (facts.layers ?? []).map((layer) => ({ ...layer })),
    layerCount: facts.layerCount ?? facts.layers?.length ?? 0,
    inputs: (facts.inputs ?? []).map((port) => ({ ...port, shape: [...port.shape] })),
    outputs: (facts.outputs ?? []).map((port) => ({ ...port, shape: [...port.shape] })),
  };
}

/** Facts as they are shown, without the tensor table. */
export function fileFacts(path: string, facts: InspectedFile | StoredFacts): FileFacts {
  return {
    path,
    format: facts.format,
    framework: facts.framework,
    parameters: facts.parameters,
    tensorCount: facts.tensors.length,
    tensorBytes: facts.tensorBytes,
    dtypes: { ...facts.dtypes },
    metadata: { ...facts.metadata },
    ...outlineOf(facts),
    parser: facts.parser,
    parserVersion: facts.parserVersion,
    problem: facts.problem,
  };
}
