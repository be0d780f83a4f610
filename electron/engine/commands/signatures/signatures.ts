// Model signatures of versions: what is to be signed, attaching a bundle, and saying whether those that are there hold.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { Digest, Progress } from '../../../../shared/contract/primitives.js';
import type { ModelSignature } from '../../../../shared/contract/signatures.js';
import { readBundle } from '../../domain/signing/bundle.js';
import { publicKeyPem } from '../../domain/signing/ecKey.js';
import { decodeStatement, encodeStatement } from '../../domain/signing/statement.js';
import type { VersionItem } from '../../store/readTypes.js';
import type { EngineContext } from '../context.js';
import { requireManifest, requireVersion } from '../contents.js';
import { bring } from '../storage/bring.js';
import { holding } from '../storage/holding.js';
import { judge, namedFiles } from './judge.js';
import { knownSums, readSums, type SignedFile, type Sum } from './sums.js';

type Report = (progress: Progress) => void;

/** Longest bundle that is read. */
const MOST_BYTES = 64 * 1024 * 1024;

const versionOf = (engine: EngineContext, ref: string): VersionItem => requireVersion(engine, engine.registry.read.resolveText(ref, engine.where()).version);

/** Files that lie elsewhere are no part of it. */
function filesOf(engine: EngineContext, version: VersionItem): SignedFile[] {
  return requireManifest(engine, version).entries.flatMap((entry) => ('digest' in entry ? [{ path: entry.path, digest: entry.digest, size: entry.size }] : []));
}

/** @throws CairnError invalid_input where not all files are kept: a signature could not say anything about the rest */
function keptFiles(engine: EngineContext, version: VersionItem): SignedFile[] {
  const elsewhere = requireManifest(engine, version).entries.find((entry) => !('digest' in entry));
  if (elsewhere) throw new CairnError('invalid_input', `${version.ref} refers to files that lie elsewhere (${elsewhere.path}); only files that are kept can be signed.`, { ref: version.ref, path: elsewhere.path });
  return filesOf(engine, version);
}

/** Does the work while the files are here and stay. */
async function withFiles<T>(engine: EngineContext, version: VersionItem, files: readonly SignedFile[], onProgress: Report, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return holding(engine.cache, [...new Set(files.map(({ digest }) => digest as Digest))], async () => {
    await bring(engine, { store: engine.registry, versions: [version.id] }, onProgress, signal);
    return work();
  });
}

export async function statementOf(engine: EngineContext, ref: string, onProgress: Report, signal: AbortSignal): Promise<{ version: string; ref: string; payload: string }> {
  const version = versionOf(engine, ref);
  const files = keptFiles(engine, version);
  const sums = await withFiles(engine, version, files, onProgress, signal, () => readSums(engine, files.map((file) => ({ ...file, algorithm: 'sha256' })), onProgress, signal));
  const damaged = files.find(({ path }) => sums.get(path)?.whole !== true);
  if (damaged) throw new CairnError('corrupt', `Signing ${version.ref} failed: ${damaged.path} is damaged on this computer. Run "cairn verify".`, { ref: version.ref, path: damaged.path });
  const payload = encodeStatement(version.name, files.map(({ path }) => ({ path, sha256: sums.get(path)?.value ?? '' })));
  return { version: version.id, ref: version.ref, payload: Buffer.from(payload).toString('base64') };
}

/** The text of a bundle; undefined while it has not arrived. */
async function textOf({ cache }: EngineContext, bundle: string): Promise<string | undefined> {
  const digest = bundle as Digest;
  return cache.has([digest])[0] ? Buffer.from(await cache.read(digest)).toString('utf8') : undefined;
}

type Sums = (files: readonly (SignedFile & { readonly algorithm: string })[]) => Promise<ReadonlyMap<string, Sum>> | ReadonlyMap<string, Sum>;

async function judged(engine: EngineContext, version: VersionItem, files: readonly SignedFile[], given: string | undefined, sums: Sums): Promise<ModelSignature[]> {
  const { registry } = engine;
  const devices = new Map(registry.devices().map(({ device, name }) => [device, name]));
  const found: ModelSignature[] = [];
  for (const { op: id, bundle, publicKey } of registry.read.signaturesOf(version.id)) {
    const op = registry.op(id)?.op;
    if (!op) continue;
    const made = { id, bundle, actor: op.actor, at: op.at, device: devices.get(op.device) || op.device.slice(0, 12) };
    const text = await textOf(engine, bundle);
    const read = text === undefined ? undefined : readBundle(text);
    if (!read) {
      const [state, message] = text === undefined ? (['unchecked', 'its bundle has not arrived on this device yet'] as const) : (['broken', 'its bundle cannot be read'] as const);
      found.push({ ...made, fingerprint: null, signer: null, state, message, unsigned: [] });
    } else found.push({ ...made, ...judge(read, given ?? publicKey, files, await sums(namedFiles(files, decodeStatement(read.payload)))) });
  }
  return found;
}

export async function listSignatures(engine: EngineContext, ref: string): Promise<ModelSignature[]> {
  const version = versionOf(engine, ref);
  if (engine.registry.read.signaturesOf(version.id).length === 0) return [];
  return judged(engine, version, filesOf(engine, version), undefined, (files) => knownSums(engine, files));
}

export async function checkSignatures(engine: EngineContext, input: { readonly ref: string; readonly publicKey?: string | undefined }, onProgress: Report, signal: AbortSignal): Promise<{ ref: string; signatures: ModelSignature[] }> {
  const version = versionOf(engine, input.ref);
  const given = input.publicKey === undefined ? undefined : publicKeyPem(input.publicKey);
  if (engine.registry.read.signaturesOf(version.id).length === 0) return { ref: version.ref, signatures: [] };
  const files = filesOf(engine, version);
  const signatures = await withFiles(engine, version, files, onProgress, signal, () => judged(engine, version, files, given, (named) => readSums(engine, named, onProgress, signal)));
  return { ref: version.ref, signatures };
}

export async function attachSignature(engine: EngineContext, input: { readonly ref: string; readonly bundle: string; readonly publicKey?: string | undefined }, onProgress: Report, signal: AbortSignal): Promise<{ ref: string; signatures: ModelSignature[] }> {
  const version = versionOf(engine, input.ref);
  const bundle = readBundle(input.bundle);
  if (!bundle) throw new CairnError('invalid_input', `Attaching a signature to ${version.ref} failed: it is no Sigstore bundle of a signed model, as "model_signing sign" writes one (model.sig).`, { ref: version.ref });
  const publicKey = input.publicKey === undefined ? undefined : publicKeyPem(input.publicKey);
  const files = keptFiles(engine, version);
  const verdict = await withFiles(engine, version, files, onProgress, signal, async () => judge(bundle, publicKey ?? null, files, await readSums(engine, namedFiles(files, decodeStatement(bundle.payload)), onProgress, signal)));
  if (verdict.state === 'broken') throw new CairnError('invalid_input', `Attaching a signature to ${version.ref} failed: ${verdict.message}.`, { ref: version.ref });
  const bytes = Buffer.from(input.bundle, 'utf8');
  if (bytes.length > MOST_BYTES) throw new CairnError('invalid_input', `Attaching a signature to ${version.ref} failed: it is longer than ${MOST_BYTES} bytes.`, { ref: version.ref });
  const hold = engine.cache.hold();
  try {
    const digest = await engine.cache.putBytes(bytes, hold);
    engine.registry.write(engine.actor(), (tx) => void tx.append({ kind: 'signature', body: { version: version.id, collection: version.collection, bundle: digest, ...(publicKey === undefined ? {} : { publicKey }) } }));
  } finally {
    hold.letGo();
  }
  return { ref: version.ref, signatures: await listSignatures(engine, version.id) };
}

/** The newest bundle that is here. */
export async function newestBundle(engine: EngineContext, ref: string): Promise<{ ref: string; text: string }> {
  const version = versionOf(engine, ref);
  const all = engine.registry.read.signaturesOf(version.id);
  for (const { bundle } of all) {
    const text = await textOf(engine, bundle);
    if (text !== undefined) return { ref: version.ref, text };
  }
  if (all.length === 0) throw new CairnError('not_found', `${version.ref} has no signature. Sign it with "cairn sign".`, { ref: version.ref });
  throw new CairnError('offline', `The signature of ${version.ref} has not arrived on this device yet. Sync with a device that has it.`, { ref: version.ref });
}
