// Captures the code a run is started from and keeps it as blobs that the run's op names.
import { dirname } from 'node:path';
import { statSync } from 'node:fs';
import type { z } from 'zod';
import type { Hold } from '../../cache/types.js';
import { captureCode, proofFolder } from '../../code/capture.js';
import type { Git } from '../../domain/ops.js';
import type { EngineContext } from '../context.js';

export interface KeptCode {
  readonly git: z.infer<typeof Git>;
  /** The repository here, remembered for restoring on this computer. */
  readonly root: string | undefined;
}

/** Folder that a path lies in, or is. */
export function folderOf(path: string): string {
  try {
    return statSync(path).isDirectory() ? path : dirname(path);
  } catch {
    return dirname(path);
  }
}

/**
 * What is in and around the folder, kept under the hold. `out`: files that are kept otherwise. Undefined where there is no code to
 * speak of and nobody asked for it (`asked`), and when it fails: logging files does not depend on it.
 */
export async function keepCode(engine: EngineContext, folder: string, hold: Hold, { out = [], asked = false, signal }: { readonly out?: readonly string[]; readonly asked?: boolean; readonly signal?: AbortSignal | undefined } = {}): Promise<KeptCode | undefined> {
  const name = Buffer.from(engine.ports.random.bytes(8)).toString('hex');
  try {
    const { facts, bundle, diff, root } = await captureCode(folder, proofFolder(engine.dataRoot, name), out, signal);
    if (facts.result === 'cannot' && !asked) return undefined;
    const outer = facts.layers.find((layer) => layer.path === '');
    const put = async (bytes: Uint8Array | undefined): Promise<string | undefined> => (bytes === undefined ? undefined : engine.cache.putBytes(bytes, hold));
    const [patch, files, capture] = [await put(diff), await put(bundle), await put(Buffer.from(JSON.stringify(facts), 'utf8'))];
    return {
      root,
      git: {
        ...(outer?.remote ? { remote: outer.remote } : {}),
        ...(outer?.commit ? { commit: outer.commit } : {}),
        ...(facts.branch ? { branch: facts.branch } : {}),
        dirty: facts.changed.length + facts.untracked.length + facts.skipped.length > 0,
        ...(patch ? { diff: patch } : {}),
        ...(files ? { files } : {}),
        ...(capture ? { capture } : {}),
      },
    };
  } catch (error) {
    if (signal?.aborted) throw error;
    engine.ports.logger.warn({ err: error, folder }, 'Capturing the code failed; what is logged goes without it');
    return undefined;
  }
}

/** Where the repository of a commit lies on this computer: a local note, never synced. */
export const rootKey = (commit: string): string => `code.root:${commit}`;
