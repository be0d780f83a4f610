// The remote's `config`: which registry lives there. Written once, by whoever comes first.
import { z } from 'zod';
import { CairnError } from '../../../shared/contract/errors.js';
import { blake3Hex } from '../domain/blake3.js';
import { canonicalJson, parseCanonicalJson } from '../domain/canonicalJson.js';
import type { Random } from '../ports.js';
import type { Remote } from '../remotes/types.js';
import { CONFIG_KEY, LIMITS, PROMOTED_KEY } from './keys.js';

const Config = z.object({
  cairn: z.literal('config/1'),
  registry: z.string().min(1).max(200),
  /** Features that a writer must know. A reader need not. */
  features: z.array(z.string()),
  /** 32 hex, random: tells two remotes of one registry apart, and a remote from one made anew in its place. */
  nonce: z.string().regex(/^[0-9a-f]{32}$/),
});

export interface RemoteConfig {
  readonly registry: string;
  readonly features: readonly string[];
  /** Names this remote in local marks: BLAKE3 of the config's bytes. */
  readonly remoteId: string;
  /** These bytes. Absent in what was remembered before they were. */
  readonly text?: string;
}

/** A config as it is in the remote. */
export interface FoundConfig extends RemoteConfig {
  readonly nonce: string;
}

/** The feature of a mirror: nobody writes to it, until it is promoted. */
export const MIRROR_FEATURE = 'mirror';

/** Features that this app can write under. */
const KNOWN_FEATURES: readonly string[] = [];

/** Features of the config that this app does not know; with any, it reads and does not write. */
export function unknownFeatures(config: RemoteConfig): string[] {
  return config.features.filter((feature) => !KNOWN_FEATURES.includes(feature));
}

/** True for the config of one remote, of which nothing but the features became others. */
export function onlyFeaturesDiffer(before: RemoteConfig, { registry, nonce }: FoundConfig): boolean {
  return before.remoteId === blake3Hex(bytesOf(registry, before.features, nonce));
}

function bytesOf(registry: string, features: readonly string[], nonce: string): Buffer {
  return Buffer.from(canonicalJson({ cairn: 'config/1', registry, features, nonce }), 'utf8');
}

/** The format that a later version of Cairn gave its config; undefined for what is none. */
function laterFormat(text: string): string | undefined {
  const version = /"cairn"\s*:\s*"config\/(\d{1,9})"/.exec(text)?.[1];
  return Number(version) > 1 ? `config/${version}` : undefined;
}

/** The config in these bytes, whether they are a mirror's that was promoted or not; undefined when they are none. */
export function decodeConfig(body: Uint8Array): FoundConfig | undefined {
  const text = Buffer.from(body).toString('utf8');
  const parsed = Config.safeParse(parseCanonicalJson(text));
  return parsed.success ? { registry: parsed.data.registry, features: parsed.data.features, nonce: parsed.data.nonce, remoteId: blake3Hex(body), text } : undefined;
}

/**
 * @returns undefined when the remote holds no registry yet
 * @throws CairnError corrupt when `config` is not one, newer_version when a later Cairn made it
 */
export async function readConfig(remote: Remote, signal?: AbortSignal): Promise<FoundConfig | undefined> {
  const body = await remote.get(CONFIG_KEY, LIMITS.config, signal);
  if (!body) return undefined;
  const config = decodeConfig(body);
  const later = config ? undefined : laterFormat(Buffer.from(body).toString('utf8'));
  if (later !== undefined) throw new CairnError('newer_version', `The registry in ${remote.url} is in a newer format (${later}) than this version of Cairn reads (config/1). Update Cairn on this device.`, { url: remote.url, format: later });
  if (!config) throw new CairnError('corrupt', `Reading the config of ${remote.url}, something else was found. Is this the folder or prefix of a Cairn registry? If it is, "cairn verify --remote" on a device that knows it puts it right.`, { url: remote.url });
  const promoted = config.features.includes(MIRROR_FEATURE) && (await remote.head(PROMOTED_KEY, signal)) !== undefined;
  return promoted ? { ...config, features: config.features.filter((feature) => feature !== MIRROR_FEATURE) } : config;
}

/** Makes the remote the home of `registry` unless it is one already. @returns what stands there now, by whoever wrote it */
export async function writeConfig(remote: Remote, registry: string, random: Random, signal?: AbortSignal, features: readonly string[] = []): Promise<FoundConfig> {
  const nonce = Buffer.from(random.bytes(16)).toString('hex');
  await remote.putIfAbsent(CONFIG_KEY, bytesOf(registry, features, nonce), signal);
  const config = await readConfig(remote, signal);
  if (!config) throw new CairnError('corrupt', `The config of ${remote.url} was written and is not there.`, { url: remote.url });
  return config;
}

/** Makes a mirror a home of its registry, for good. Who asks for it again finds it so. */
export async function promoteMirror(remote: Remote, device: string, signal?: AbortSignal): Promise<void> {
  await remote.putIfAbsent(PROMOTED_KEY, Buffer.from(canonicalJson({ cairn: 'promoted/1', device }), 'utf8'), signal);
}

export interface Adoption {
  readonly config: RemoteConfig;
  /** True: the registry of the remote is another one, and the caller's, being empty, gives way to it. */
  readonly adopt: boolean;
}

/**
 * Settles which registry a data root uses with a remote: the remote's if it has one, else its own, which moves in.
 * Nothing is uploaded but `config`.
 * @param own id of the data root's only registry, and whether it holds no collection, run or version
 * @throws CairnError forbidden when both hold something
 */
export async function adoptRegistry(remote: Remote, own: { readonly id: string; readonly empty: boolean }, random: Random, signal?: AbortSignal): Promise<Adoption> {
  const config = (await readConfig(remote, signal)) ?? (await writeConfig(remote, own.id, random, signal));
  const adopt = config.registry !== own.id;
  if (adopt && !own.empty) {
    throw new CairnError('forbidden', `${remote.url} holds registry ${config.registry}, and this one is not empty. Add it as a second registry, or start from an empty data root.`, { registry: config.registry });
  }
  return { config, adopt };
}
