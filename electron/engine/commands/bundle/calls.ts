// bundles.*: each call of the contract and what answers it.
import { join } from 'node:path';
import type { BundleEvent } from '../../../../shared/contract/bundles.js';
import type { Source } from '../../../../shared/contract/ingest.js';
import { CairnError } from '../../../../shared/contract/errors.js';
import type { Progress } from '../../../../shared/contract/primitives.js';
import { grantedPaths, os, type CallContext } from '../context.js';
import { streamed } from '../streamed.js';
import { exportBundle } from './export.js';
import { importBundle, previewBundle } from './import.js';

const { bundles } = os;

function pathOf(context: CallContext, source: Source): string {
  const [path, ...others] = grantedPaths(context, source);
  if (path === undefined || others.length > 0) throw new CairnError('invalid_input', 'Choose one file.', {});
  return path;
}

export const bundleCommands = {
  export: bundles.export.handler(async function* ({ input, context, signal }): AsyncGenerator<BundleEvent, void, void> {
    const folder = pathOf(context, input.target);
    const target = input.name === undefined ? folder : join(folder, input.name);
    yield* streamed<Progress, BundleEvent>(
      signal,
      (progress) => ({ event: 'progress', progress }),
      async (onProgress, abort) => ({ event: 'exported', exported: await exportBundle(context.engine, input.of, target, onProgress, abort) }),
    );
  }),
  preview: bundles.preview.handler(({ input, context }) => previewBundle(context.engine, pathOf(context, input.source))),
  import: bundles.import.handler(async function* ({ input, context, signal }): AsyncGenerator<BundleEvent, void, void> {
    const path = pathOf(context, input.source);
    yield* streamed<Progress, BundleEvent>(
      signal,
      (progress) => ({ event: 'progress', progress }),
      async (onProgress, abort) => ({ event: 'imported', imported: await importBundle(context.engine, path, onProgress, abort) }),
    );
  }),
};
