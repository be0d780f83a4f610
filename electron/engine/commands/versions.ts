// versions.*: read a version, and get its bytes back out.
import { CairnError } from '../../../shared/contract/errors.js';
import type { VersionDetail } from '../../../shared/contract/entities.js';
import type { Progress } from '../../../shared/contract/primitives.js';
import type { UseEvent } from '../../../shared/contract/versions.js';
import { os, type EngineContext } from './context.js';
import { filesPage, requireVersion, tensorsPage } from './contents.js';
import { versionDetail } from './rows.js';
import { checkReferences } from './references.js';
import { streamed } from './streamed.js';
import { useVersion } from './useVersion.js';

/** What a version is in the registered model it was asked for through. */
function seenThrough({ registry }: EngineContext, link: string, model: string, version: string): VersionDetail['through'] {
  const record = registry.read.scopeRow(`versions:${model}`, version);
  if (record?.kind !== 'versions') return undefined;
  const { name, project, entity, ref, label, number, provisional, aliases } = record.row;
  return { link, model, name, project, entity, ref, label, number, provisional, aliases };
}

export const versionsCommands = {
  get: os.versions.get.handler(async ({ input, context: { engine } }) => {
    const { version, link, collection } = engine.registry.read.resolveText(input.ref, engine.where());
    const item = engine.registry.read.versionDetail(version);
    if (!item) throw new CairnError('not_found', `${input.ref} names a version that has not arrived on this device yet.`, { ref: input.ref });
    const detail = await versionDetail(engine, item);
    const through = link === null ? undefined : seenThrough(engine, link, collection, version);
    return through ? { ...detail, through } : detail;
  }),

  files: os.versions.files.handler(({ input, context: { engine } }) => filesPage(engine, requireVersion(engine, input.version), input)),

  tensors: os.versions.tensors.handler(({ input, context: { engine } }) => tensorsPage(engine, requireVersion(engine, input.version), input)),

  references: os.versions.references.handler(async ({ input, context: { engine }, signal }) => (await checkReferences(engine, input.version, signal)).map((each) => ({ ...each }))),

  use: os.versions.use.handler(async function* ({ input, context, signal }): AsyncGenerator<UseEvent, void, void> {
    yield* streamed<Progress, UseEvent>(
      signal,
      (progress) => ({ event: 'progress', progress }),
      async (onProgress, abort) => ({ event: 'done', result: await useVersion(context, input, onProgress, abort) }),
    );
  }),
};
