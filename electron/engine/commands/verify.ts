// verify: the history and the bytes are what they were when they were written, or each that is not is named.
import type { Progress } from '../../../shared/contract/primitives.js';
import type { VerifyEvent } from '../../../shared/contract/system.js';
import { blake3Hex } from '../domain/blake3.js';
import { verifyChain } from '../domain/chain.js';
import { opHash } from '../domain/opHash.js';
import type { RegistryStore } from '../store/types.js';
import type { EngineContext } from './context.js';

type Done = Extract<VerifyEvent, { event: 'done' }>;
type Finding = Done['findings'][number];

/** Ops read into memory at a time. */
const BATCH = 2000;

function checkChain(store: RegistryStore, device: string): Finding[] {
  const key = store.deviceKey(device);
  if (!key) return [{ kind: 'chain', id: device, affects: [], problem: 'The device’s first operation, which holds its key, is missing.' }];
  const findings: Finding[] = [];
  const length = Math.max(-1, ...store.chainHeads().filter((head) => head.device === device).map((head) => head.seq)) + 1;
  const heads = store.signedHeads(device);
  const all = store.opsOf(device, 0, length);
  for (const { hash, op } of all) if (opHash(op) !== hash) findings.push({ kind: 'op', id: hash, affects: [], problem: `Operation ${op.seq} (${op.kind}) of device ${device.slice(0, 12)} is not what was hashed.` });
  const forked = all.some((stored, index) => all[index + 1]?.op.seq === stored.op.seq);
  if (findings.length === 0 && !forked && all.length > 0) {
    const result = verifyChain(all.map((stored) => stored.op), heads, key);
    if (!result.ok) findings.push({ kind: result.finding.code === 'bad_signature' || result.finding.code === 'not_covered' ? 'signature' : 'chain', id: result.finding.op ?? device, affects: [], problem: result.finding.message });
  }
  return findings;
}

function checkManifests({ registry }: EngineContext): Finding[] {
  const findings: Finding[] = [];
  let cursor: string | null = null;
  do {
    const page = registry.read.scopePage('collections', cursor, BATCH, '');
    for (const record of page.items) {
      if (record.kind !== 'collections') continue;
      let next: string | null = null;
      do {
        const versions = registry.read.scopePage(`versions:${record.key}`, next, BATCH, '');
        for (const item of versions.items) {
          if (item.kind !== 'versions') continue;
          const json = registry.read.manifest(item.row.digest);
          if (json !== undefined && `b3:${blake3Hex(json)}` !== item.row.digest) findings.push({ kind: 'manifest', id: item.row.digest, affects: [item.row.ref], problem: 'The list of files is not what the version’s digest says.' });
        }
        next = versions.next;
      } while (next !== null);
    }
    cursor = page.next;
  } while (cursor !== null);
  return findings;
}

/** Checks everything, or with `ref` the blobs of one version; with `quick` no blobs. Damaged blobs are set aside. */
export async function verify(engine: EngineContext, input: { quick: boolean; ref?: string | undefined }, onProgress: (progress: Progress) => void, signal: AbortSignal): Promise<Done> {
  const { registry, cache } = engine;
  onProgress({ phase: 'verifying', done: 0, total: registry.opCount(), unit: 'ops', rate: null });
  const findings = registry.devices().flatMap(({ device }) => checkChain(registry, device));
  findings.push(...checkManifests(engine));
  const stateHash = registry.stateHash();
  if (registry.refoldedStateHash() !== stateHash) findings.push({ kind: 'projection', id: registry.id, affects: [], problem: 'The tables do not say what the history says; the database was edited or damaged.' });

  let blobs: readonly string[] | undefined;
  if (input.ref !== undefined) {
    const { version } = registry.read.resolveText(input.ref, engine.where());
    blobs = registry.read.versionBlobs([version]).map((row) => row.blob);
  }
  const checked = input.quick ? { blobs: 0, bytes: 0, findings: [] } : await cache.verify(blobs, { signal, onProgress });
  for (const finding of checked.findings) {
    const affects = registry.read.versionsOfBlob(finding.digest).flatMap((id) => registry.read.version(id)?.ref ?? []);
    findings.push({ kind: 'blob', id: finding.digest, affects, problem: finding.message });
  }
  return { event: 'done', ops: registry.opCount(), blobs: checked.blobs, bytes: checked.bytes, stateHash, findings };
}
