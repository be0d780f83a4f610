// imports.*: what other tools recorded, looked at and taken in.
import type { ImportEvent } from '../../../../shared/contract/imports.js';
import type { Progress } from '../../../../shared/contract/primitives.js';
import { grantedPaths, os } from '../context.js';
import { streamed } from '../streamed.js';
import { previewImport } from './preview.js';
import { takeImport } from './take.js';

const { imports } = os;

export const importsCommands = {
  preview: imports.preview.handler(({ input, context, signal }) => previewImport(context.engine, grantedPaths(context, input.source), input, signal)),
  run: imports.run.handler(async function* ({ input, context, signal }): AsyncGenerator<ImportEvent, void, void> {
    const paths = grantedPaths(context, input.source);
    yield* streamed<Progress, ImportEvent>(
      signal,
      (progress) => ({ event: 'progress', progress }),
      async (onProgress, abort) => ({ event: 'done', ...(await takeImport(context.engine, paths, input, onProgress, abort)) }),
    );
  }),
};
