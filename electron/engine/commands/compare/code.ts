// compare.code: what differs between two code states. Both trees are rebuilt out of sight, as a restore would, and held against each other.
import { join } from 'node:path';
import { mkdirSync, rmSync } from 'node:fs';
import { CairnError } from '../../../../shared/contract/errors.js';
import type { CodeOf } from '../../../../shared/contract/code.js';
import type { CodeBetween } from '../../../../shared/contract/compare.js';
import { git } from '../../code/git.js';
import { patchFiles } from '../../code/patch.js';
import { codeOf } from '../code/find.js';
import { rootKey } from '../code/keep.js';
import { restoreCode } from '../code/restore.js';
import type { EngineContext } from '../context.js';

/** Characters of all patches that are sent; files beyond them are listed without. */
const MOST_PATCH = 2_000_000;
const MOST_COMMITS = 200;
const DIFF_MS = 120_000;
/** Git's answer where two trees differ. */
const DIFFERS = 1;

async function commitOf(engine: EngineContext, of: CodeOf): Promise<string | undefined> {
  return (await codeOf(engine, of))?.git.commit;
}

/** The commits after the first up to the second, newest first, where a repository on this computer has both; else null. */
async function commitsBetween(engine: EngineContext, before: string | undefined, after: string | undefined, signal: AbortSignal | undefined): Promise<CodeBetween['commits']> {
  if (before === undefined || after === undefined) return null;
  if (before === after) return [];
  for (const commit of [after, before]) {
    const root = engine.registry.local(rootKey(commit));
    if (root === undefined) continue;
    const log = await git(root, ['log', `--max-count=${MOST_COMMITS}`, '-z', '--format=%H%x1f%an%x1f%ct%x1f%s', `${before}..${after}`, '--'], { signal }).catch(() => undefined);
    if (log?.code !== 0) continue;
    return log.out.toString('utf8').split('\0').filter((line) => line !== '').map((line) => {
      const [hash = '', author = '', at = '0', subject = ''] = line.split('\x1f');
      return { commit: hash, author, at: Number(at) * 1000, subject };
    });
  }
  return null;
}

/** The folders are called a and b, so that names in the patch read as git writes them; only renames name the folder besides. */
async function differences(scratch: string, signal: AbortSignal | undefined): Promise<Pick<CodeBetween, 'files' | 'cut'>> {
  const diff = await git(scratch, ['diff', '--no-index', '--no-color', '--no-ext-diff', '--no-textconv', '--no-prefix', '-M', 'a', 'b'], { signal, timeoutMs: DIFF_MS });
  if (!diff) throw new CairnError('internal', 'Comparing the code failed: there is no git on this computer.');
  if (diff.cut === 'time' || (diff.cut === null && diff.code !== 0 && diff.code !== DIFFERS)) throw new CairnError('internal', `Comparing the code failed: ${diff.cut === 'time' ? `git took more than ${DIFF_MS / 1000} seconds` : diff.err.trim()}.`);
  const text = diff.out.toString('utf8').replace(/^(rename (?:from|to) "?)[ab]\//gm, '$1');
  let room = MOST_PATCH;
  const files = patchFiles(text).map(({ path, from, status, added, removed, binary, start, end }) => {
    const fits = end - start <= room;
    if (fits) room -= end - start;
    return { path, from, status, added, removed, binary, patch: fits ? text.slice(start, end) : null };
  });
  return { files, cut: diff.cut === 'size' };
}

/** @throws CairnError not_found where nothing is known of the code of one, offline where its commit cannot be reached, cancelled */
export async function codeBetween(engine: EngineContext, { before, after }: { readonly before: CodeOf; readonly after: CodeOf }, signal: AbortSignal | undefined): Promise<CodeBetween> {
  const scratch = join(engine.dataRoot, 'tmp', `between-${Buffer.from(engine.ports.random.bytes(8)).toString('hex')}`);
  try {
    mkdirSync(scratch, { recursive: true });
    const a = await restoreCode(engine, before, join(scratch, 'a'), undefined, signal);
    const b = await restoreCode(engine, after, join(scratch, 'b'), undefined, signal);
    const commits = await commitsBetween(engine, await commitOf(engine, before), await commitOf(engine, after), signal);
    return { ...(await differences(scratch, signal)), commits, exact: a.exact && b.exact, gaps: [...new Set([...a.gaps, ...b.gaps])] };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
