// verify: the history and the bytes are what they were when they were written, or each that is not is named.
import type { Progress } from '../../../shared/contract/primitives.js';
import type { VerifyEvent } from '../../../shared/contract/system.js';
import type { EngineContext } from './context.js';
import { checkHistory } from './verifyHistory.js';

type Done = Extract<VerifyEvent, { event: 'done' }>;

/** Checks everything, or with `ref` the blobs of one version; with `quick` no blobs. Damaged blobs are set aside. */
export async function verify(engine: EngineContext, input: { quick: boolean; ref?: string | undefined }, onProgress: (progress: Progress) => void, signal: AbortSignal): Promise<Done> {
  const { registry, cache } = engine;
  onProgress({ phase: 'verifying', done: 0, total: registry.opCount(), unit: 'ops', rate: null });
  const findings = checkHistory(registry);
  const stateHash = registry.stateHash();
  // Operations that are damaged cannot be folded; they are named already.
  if (findings.length === 0 && registry.refoldedStateHash() !== stateHash) findings.push({ kind: 'projection', id: registry.id, affects: [], problem: 'The tables do not say what the history says; the database was edited or damaged.' });

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
