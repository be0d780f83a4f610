// code.*: each call of the contract and what answers it.
import { join } from 'node:path';
import { patchFiles } from '../../code/patch.js';
import { checkNamed, grantedPaths, os, type CallContext } from '../context.js';
import { bringCode, codeInfo, codeOf } from './find.js';
import { restoreCode } from './restore.js';

/** Characters of one file's patch that are sent. */
const MAX_PATCH = 2_000_000;
const { code } = os;

/** A folder a person chose gets one of its own inside. */
function targetOf(context: CallContext, target: { readonly grant: string } | { readonly path: string }): string {
  if ('grant' in target) return join(grantedPaths(context, target)[0] as string, 'restored-code');
  return checkNamed(target.path, context.door);
}

export const codeCommands = {
  get: code.get.handler(({ input, context: { engine } }) => codeInfo(engine, input)),

  diff: code.diff.handler(async ({ input, context: { engine }, signal }) => {
    await bringCode(engine, input.of, ['diff'], 'Showing the changes', signal);
    const found = await codeOf(engine, input.of);
    if (!found?.git.diff) return { files: [], shown: null, patch: '', cut: false };
    const text = Buffer.from(await engine.cache.read(found.git.diff)).toString('utf8');
    const files = patchFiles(text);
    const shown = input.path === undefined ? files[0] : files.find((file) => file.path === input.path);
    const patch = shown ? text.slice(shown.start, Math.min(shown.end, shown.start + MAX_PATCH)) : '';
    return { files: files.map(({ path, from, status, added, removed, binary }) => ({ path, from, status, added, removed, binary })), shown: shown?.path ?? null, patch, cut: shown !== undefined && shown.end - shown.start > MAX_PATCH };
  }),

  restore: code.restore.handler(({ input, context, signal }) => {
    const from = input.from === undefined ? undefined : checkNamed(input.from, context.door);
    return restoreCode(context.engine, input.of, targetOf(context, input.target), from, signal);
  }),
};
