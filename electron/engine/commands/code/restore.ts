// Rebuilds a captured tree: commits from a repository at hand or from the remote, what no commit held from the bundle.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CairnError } from '../../../../shared/contract/errors.js';
import type { CodeOf, Restored } from '../../../../shared/contract/code.js';
import type { Digest } from '../../../../shared/contract/primitives.js';
import type { CaptureFacts, Layer } from '../../code/facts.js';
import { git } from '../../code/git.js';
import { materialize } from '../../code/materialize.js';
import { decodeBundle, type Bundle } from '../../code/tree.js';
import type { EngineContext } from '../context.js';
import { bringCode, codeOf } from './find.js';
import { rootKey } from './keep.js';

const FETCH_MS = 10 * 60_000;

async function hasCommit(folder: string, commit: string): Promise<boolean> {
  return existsSync(folder) && (await git(folder, ['cat-file', '-e', `${commit}^{commit}`]))?.code === 0;
}

/** Fetches one commit into a bare repository of ours. False when it cannot be had. */
async function fetchCommit(folder: string, { remote, commit }: Layer, signal: AbortSignal | undefined): Promise<boolean> {
  if (remote === null || commit === null || remote.startsWith('-')) return false;
  mkdirSync(folder, { recursive: true });
  await git(folder, ['init', '-q', '--bare']);
  const fetch = (...what: string[]): ReturnType<typeof git> => git(folder, ['fetch', '-q', '--no-tags', ...what], { trusted: true, timeoutMs: FETCH_MS, signal });
  await fetch('--depth=1', '--', remote, commit);
  if (await hasCommit(folder, commit)) return true;
  await fetch('--', remote, '+refs/heads/*:refs/remotes/origin/*');
  return hasCommit(folder, commit);
}

/** For each layer a repository that has its commit. */
async function sources(engine: EngineContext, facts: CaptureFacts, from: string | undefined, scratch: string, signal: AbortSignal | undefined): Promise<Map<string, string>> {
  const outer = facts.layers.find((layer) => layer.path === '');
  const noted = outer?.commit ? engine.registry.local(rootKey(outer.commit)) : undefined;
  const roots = [from, noted].filter((root): root is string => root !== undefined);
  const found = new Map<string, string>();
  for (const [index, layer] of facts.layers.entries()) {
    const { commit } = layer;
    if (layer.base !== 'commit' || commit === null) continue;
    for (const root of roots) if (!found.has(layer.path) && (await hasCommit(join(root, layer.path), commit))) found.set(layer.path, join(root, layer.path));
    const folder = join(scratch, String(index));
    if (!found.has(layer.path) && (await fetchCommit(folder, layer, signal))) found.set(layer.path, folder);
  }
  return found;
}

async function bundleOf(engine: EngineContext, files: string | undefined): Promise<Bundle> {
  return files === undefined ? { files: [], deleted: [] } : decodeBundle(await engine.cache.read(files as Digest));
}

/** What another program said of the code: a commit, perhaps a patch that nobody has tried. */
function unproven(git_: { readonly remote?: string | undefined; readonly commit?: string | undefined }): CaptureFacts | undefined {
  const { remote, commit } = git_;
  if (commit === undefined) return undefined;
  return { version: 1, branch: null, layers: [{ path: '', commit, remote: remote ?? null, base: 'commit', pushed: true }], changed: [], untracked: [], skipped: [], locks: [], files: 0, bytes: 0, tree: null, result: 'gaps', gaps: ['nobody has proven that it can be restored'] };
}

function refuseFull(target: string): void {
  if (existsSync(target) && readdirSync(target).length > 0) throw new CairnError('target_exists', `Restoring the code failed: ${target} is not empty. Choose a new or an empty folder.`, { path: target });
}

/** @throws CairnError not_found, target_exists, offline */
export async function restoreCode(engine: EngineContext, of: CodeOf, target: string, from: string | undefined, signal: AbortSignal | undefined): Promise<Restored> {
  await bringCode(engine, of, ['capture', 'files'], 'Restoring the code', signal);
  const code = await codeOf(engine, of);
  const facts = code?.facts ?? (code ? unproven(code.git) : undefined);
  if (!code || !facts) throw new CairnError('not_found', 'Restoring the code failed: nothing is known of the code behind it.');
  if (facts.result === 'cannot') throw new CairnError('not_found', `Restoring the code failed: ${facts.gaps.join('; ')}, when it was captured.`, { gaps: facts.gaps });
  refuseFull(target);
  const name = Buffer.from(engine.ports.random.bytes(8)).toString('hex');
  const scratch = join(engine.dataRoot, 'tmp', `restore-${name}`);
  // Beside the target, so that it appears whole.
  const made = `${target}.cairn-${name}`;
  try {
    const bundle = await bundleOf(engine, code.git.files);
    const repositories = await sources(engine, facts, from, scratch, signal);
    const missing = facts.layers.find((layer) => layer.path === '' && layer.base === 'commit' && !repositories.has(''));
    if (missing) throw new CairnError('offline', `Restoring the code failed: no repository with the commit ${missing.commit ?? ''} can be reached${missing.remote === null ? '' : ` (tried ${missing.remote})`}. Say where one is with --from.`, { commit: missing.commit, remote: missing.remote });
    mkdirSync(made, { recursive: true });
    const result = await materialize(made, facts.layers, bundle, (layer) => repositories.get(layer.path), signal);
    mkdirSync(dirname(target), { recursive: true });
    rmSync(target, { recursive: true, force: true });
    renameSync(made, target);
    return { path: target, files: result.files, bytes: result.bytes, tree: result.tree, exact: facts.result === 'exactly' && result.tree === facts.tree, gaps: [...new Set([...facts.gaps, ...result.gaps])] };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
    rmSync(made, { recursive: true, force: true });
  }
}
