// ingest.*: look at what was dropped, then keep it as a version.
import { basename } from 'node:path';
import type { LogEvent } from '../../../shared/contract/ingest.js';
import { Name, type Progress } from '../../../shared/contract/primitives.js';
import { CairnError } from '../../../shared/contract/errors.js';
import { collectionId, entityId, projectId } from '../domain/ids.js';
import { grantedPaths, os } from './context.js';
import { inspectSource, outlineOf } from './facts.js';
import { logUploaded, logVersion } from './logVersion.js';
import { modelNamed, nameHolders } from './nameHolders.js';
import { planIngest } from './plan.js';
import { streamed } from './streamed.js';

export const ingestCommands = {
  plan: os.ingest.plan.handler(({ input, context, signal }) => planIngest(context.engine, grantedPaths(context, input.source), input, signal)),

  log: os.ingest.log.handler(async function* ({ input, context, signal }): AsyncGenerator<LogEvent, void, void> {
    const upload = input.source && 'grant' in input.source ? context.takeUpload?.(input.source.grant) : undefined;
    const paths = input.source && !upload ? grantedPaths(context, input.source) : [];
    yield* streamed<Progress, LogEvent>(
      signal,
      (progress) => ({ event: 'progress', progress }),
      async (onProgress, abort) => ({ event: 'done', ...(await (upload ? logUploaded(context.engine, upload, input, onProgress, abort) : logVersion(context.engine, paths, input, onProgress, abort))) }),
    );
  }),

  inspect: os.ingest.inspect.handler(async ({ input, context, signal }) => {
    const paths = grantedPaths(context, input.source);
    const { entries } = await context.engine.cache.scan(paths, { signal });
    const [entry] = entries;
    if (!entry || entries.length > 1) throw new CairnError('invalid_input', `Inspecting looks at one file, but ${entries.length} were found in ${paths.map((path) => basename(path)).join(', ')}.`);
    const facts = await inspectSource(entry.source);
    if (!facts) return { format: null, framework: null, parameters: null, tensors: [], metadata: {}, safety: { level: 'unknown', findings: [] }, frameworkVersion: null, architecture: null, layers: [], layerCount: 0, inputs: [], outputs: [], bytes: entry.size, problem: null };
    return {
      format: facts.format,
      framework: facts.framework,
      parameters: facts.parameters,
      tensors: facts.tensors.map(({ name, dtype, shape, bytes }) => ({ name, dtype, shape: [...shape], bytes })),
      metadata: { ...facts.metadata },
      ...outlineOf(facts),
      bytes: entry.size,
      problem: facts.problem,
    };
  }),

  checkName: os.ingest.checkName.handler(({ input, context: { engine } }) => {
    const { registry } = engine;
    const parsed = Name.safeParse(input.name);
    if (!parsed.success) return { valid: false, problem: parsed.error.issues[0]?.message ?? 'not a name', collection: null, next: 'v0' };
    const where = engine.where();
    const entity = registry.read.entityByName(input.entity ?? where.entity)?.id ?? entityId(registry.id, input.entity ?? where.entity);
    const project = registry.read.projectByName(entity, input.project ?? where.project)?.id ?? projectId(entity, input.project ?? where.project);
    const named = nameHolders(registry.read, project, parsed.data);
    const [holder] = named;
    if (named.length > 1) return { valid: false, problem: `${named.length} artifacts share this name; rename one of them first`, collection: null, next: '' };
    const next = `v${registry.read.nextNumber(holder?.id ?? collectionId(project, parsed.data))}`;
    const model = holder ? undefined : modelNamed(registry.read, entity, parsed.data);
    if (model) return { valid: false, problem: `the registered model ${model.name} has this name; choose another, and link the version to it`, collection: null, next: '' };
    if (!holder) return { valid: true, problem: null, collection: null, next };
    const collection = { id: holder.id, type: holder.type, latest: registry.read.collection(holder.id)?.latest?.label ?? null };
    if (!holder.current) return { valid: false, problem: `this was the name of ${holder.name}; log to that, or choose another`, collection, next };
    if (holder.form === 'registered') return { valid: false, problem: 'a registered model has this name; its versions are links', collection, next };
    return { valid: true, problem: null, collection, next };
  }),
};
