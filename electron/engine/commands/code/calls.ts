// code.*: each call of the contract and what answers it.
import { join } from 'node:path';
import { CairnError } from '../../../../shared/contract/errors.js';
import { patchFiles } from '../../code/patch.js';
import { grantedPaths, os, type CallContext } from '../context.js';
import { codeInfo, codeOf } from './find.js';
import { restoreCode } from './restore.js';

/** Characters of one file's patch that are sent. */
const MAX_PATCH = 2_000_000;
const { code } = os;

/** A folder a person chose gets one of its own inside. */
function targetOf(context: CallContext, target: { readonly grant: string } | { readonly path: string }): string {
  if ('grant' in target) return join(grantedPaths(context, target)[0] as string, 'restored-code');
  if (context.door === 'window') throw new CairnError('forbidden', 'The window may not name folders; choose one instead.');
  return target.path;
}

export const codeCommands = {
  get: code.get.handler(({ input, context: { engine } }) => codeInfo(engine, input)),

  diff: code.diff.handler(async ({ input, context: { engine } }) => {
    const found = await codeOf(engine, input.of);
    if (!found?.git.diff) return { files: [], shown: null, patch: '', cut: false };
    const text = Buffer.from(await engine.cache.read(found.git.diff)).toString('utf8');
    const files = patchFiles(text);
    const shown = input.path === undefined ? files[0] : files.find((file) => file.path === input.path);
    const patch = shown ? text.slice(shown.start, Math.min(shown.end, shown.start + MAX_PATCH)) : '';
    return { files: files.map(({ path, from, status, added, removed, binary }) => ({ path, from, status, added, removed, binary })), shown: shown?.path ?? null, patch, cut: shown !== undefined && shown.end - shown.start > MAX_PATCH };
  }),

  restore: code.restore.handler(({ input, context, signal }) => {
    if (input.from !== undefined && context.door === 'window') throw new CairnError('forbidden', 'The window may not name folders.');
    return restoreCode(context.engine, input.of, targetOf(context, input.target), input.from, signal);
  }),
};
