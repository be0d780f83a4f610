// The code behind a version or a run, as far as it is known here.
import type { z } from 'zod';
import type { CodeInfo, CodeOf } from '../../../../shared/contract/code.js';
import type { Digest } from '../../../../shared/contract/primitives.js';
import { CaptureFacts } from '../../code/facts.js';
import type { Git } from '../../domain/ops.js';
import type { EngineContext } from '../context.js';
import { runIdOf } from '../runs/found.js';

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
  };
}
