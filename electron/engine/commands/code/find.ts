// The code behind a version or a run, as far as it is known here.
import type { z } from 'zod';
import type { CodeInfo, CodeOf } from '../../../../shared/contract/code.js';
import { CairnError } from '../../../../shared/contract/errors.js';
import type { Digest } from '../../../../shared/contract/primitives.js';
import { CaptureFacts } from '../../code/facts.js';
import type { Git } from '../../domain/ops.js';
import type { EngineContext } from '../context.js';
import { runIdOf } from '../runs/found.js';
import { hasRemote } from '../storage/bring.js';
import { bringLone } from '../storage/bringLone.js';

const MAX_FACTS_BYTES = 64 * 1024 * 1024;

export interface FoundCode {
  readonly run: string;
  readonly git: z.infer<typeof Git>;
  /** Undefined when another program said where the code is, or the capture is not on this device. */
  readonly facts: CaptureFacts | undefined;
}

function runOf(engine: EngineContext, of: CodeOf): string | undefined {
  const { read } = engine.registry;
  if ('run' in of) return runIdOf(read, engine, of, 'Looking for the code');
  const { version } = read.resolveText(of.ref, engine.where());
  return read.version(version)?.run?.id;
}

/** Brings these of the blobs that say what the code was. @throws CairnError not_found, ambiguous; offline when one cannot be had */
export async function bringCode(engine: EngineContext, of: CodeOf, parts: readonly ('capture' | 'files' | 'diff')[], doing: string, signal: AbortSignal | undefined): Promise<void> {
  const run = runOf(engine, of);
  const git = run === undefined ? undefined : engine.registry.read.runGit(run);
  const blobs = parts.flatMap((part) => (git?.[part] === undefined ? [] : [git[part]]));
  const missing = await bringLone(engine, engine.registry, blobs, signal);
  if (missing.length === 0) return;
  const why = hasRemote(engine, engine.registry) ? 'neither on this computer nor in the remote. Let a device that has it run "cairn verify --remote"' : 'not on this computer, and its registry has no remote here';
  throw new CairnError('offline', `${doing} failed: what was kept of it is ${why}.`, { run, blobs: missing });
}

async function factsIn(engine: EngineContext, blob: Digest): Promise<CaptureFacts | undefined> {
  if (!engine.cache.has([blob])[0]) return undefined;
  const size = await engine.cache.withSource(blob, 'capture', (source) => Promise.resolve(source.size));
  if (size > MAX_FACTS_BYTES) return undefined;
  try {
    return CaptureFacts.safeParse(JSON.parse(Buffer.from(await engine.cache.read(blob)).toString('utf8'))).data;
  } catch {
    return undefined; // another device's op calls something else a capture
  }
}

/** Undefined where nothing is known. @throws CairnError not_found, ambiguous */
export async function codeOf(engine: EngineContext, of: CodeOf): Promise<FoundCode | undefined> {
  const run = runOf(engine, of);
  const git = run === undefined ? undefined : engine.registry.read.runGit(run);
  if (run === undefined || git === undefined) return undefined;
  return { run, git, facts: git.capture === undefined ? undefined : await factsIn(engine, git.capture) };
}

export async function codeInfo(engine: EngineContext, of: CodeOf): Promise<CodeInfo | null> {
  const code = await codeOf(engine, of);
  if (!code) return null;
  const { run, git, facts } = code;
  const diff = git.diff !== undefined && engine.cache.has([git.diff])[0] ? await engine.cache.withSource(git.diff, 'diff', (source) => Promise.resolve(source.size)) : null;
  const layers = facts?.layers ?? [];
  return {
    run,
    remote: git.remote ?? null,
    commit: git.commit ?? null,
    branch: git.branch ?? null,
    dirty: git.dirty ?? false,
    submodules: layers.filter((layer) => layer.path !== '').map(({ path, commit, remote }) => ({ path, commit, remote })),
    changed: facts?.changed ?? [],
    untracked: facts?.untracked ?? [],
    skipped: facts?.skipped ?? [],
    locks: facts?.locks ?? [],
    files: facts?.files ?? 0,
    bytes: facts?.bytes ?? 0,
    tree: facts?.tree ?? null,
    restores: facts?.result ?? 'unproven',
    gaps: facts?.gaps ?? [git.capture === undefined ? 'another program said where the code is; nobody has proven that it can be restored' : 'what was captured is not on this device yet'],
    diff,
    diffKept: git.diff !== undefined,
  };
}
