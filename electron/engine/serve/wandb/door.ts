// The W&B-compatible door: which of its routes a request is for, and what answers it. See WANDB.md beside it.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { asCairnError, CairnError } from '../../../../shared/contract/errors.js';
import { requireVersion } from '../../commands/contents.js';
import type { EngineContext } from '../../commands/context.js';
import { sendBlob } from '../http/download.js';
import { readBody, send, sendJson } from '../http/respond.js';
import { lengthOf } from '../http/uploads.js';
import { directClient } from '../rpc.js';
import { artifactNode, aliasNode, membershipNode } from './artifact.js';
import { CAPABILITY_PREFIX, createCapabilities } from './capability.js';
import { collectionNode } from './collection.js';
import { entityOf, projectOf, type View, type Wandb, type WandbState } from './context.js';
import { createDrafts } from './drafts.js';
import { execute } from './execute.js';
import { sealFiles, takeStream } from './fileStream.js';
import { writeManifest } from './manifest.js';
import { base64Of, md5Base64 } from './md5.js';
import { entityNode, projectNode } from './project.js';
import { rootsFor } from './roots.js';
import { createRunFiles } from './runFiles.js';
import { runIn, runNode, runsOf } from './run.js';

const MAX_QUERY = 32 * 1024 * 1024;
const MAX_STREAM = 64 * 1024 * 1024;
const MAX_MANIFEST = 256 * 1024 * 1024;

const GraphQLBody = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()).nullish(), operationName: z.string().nullish() });

export interface WandbDoor {
  /** Answers a request that needs no token: addresses that are their own permission, and the pages a person is sent to. */
  open(request: IncomingMessage, response: ServerResponse, url: URL): Promise<boolean>;
  /** Answers a request of a token's holder. False when it is for no route of this door. */
  handle(request: IncomingMessage, response: ServerResponse, url: URL, engine: EngineContext): Promise<boolean>;
  close(): Promise<void>;
}

function viewOf(wandb: () => Wandb): View {
  return {
    artifact: (version) => artifactNode(wandb(), version),
    membership: (place) => membershipNode(wandb(), place),
    alias: (collection, alias) => aliasNode(wandb(), collection, alias),
    collection: (id) => collectionNode(wandb(), id),
    project: (entity, name) => projectNode(wandb(), entity, name),
    entity: (name) => entityNode(wandb(), name),
    run: (id) => runNode(wandb(), id),
    runIn: (entity, project, key) => runIn(wandb(), entity, project, key),
    runsOf: (entity, project, args) => runsOf(wandb(), entity, project, args),
  };
}

function parseJson(bytes: Buffer, request: IncomingMessage): unknown {
  try {
    const plain = request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes, { maxOutputLength: MAX_STREAM }) : bytes;
    return JSON.parse(plain.toString('utf8'));
  } catch (error) {
    throw new CairnError('invalid_input', 'The body is not JSON.', {}, { cause: error });
  }
}

export function createWandbDoor(engine: EngineContext, address: () => string): WandbDoor {
  const { logger, clock, random } = engine.ports;
  const state: WandbState = { capabilities: createCapabilities(clock, random), drafts: createDrafts(engine), files: createRunFiles(engine), address };
  const unheard = new Set<string>();

  function asHolder(holder: EngineContext): Wandb {
    const wandb: Wandb = { ...state, engine: holder, client: directClient({ engine: holder, door: 'http' }), view: viewOf(() => wandb) };
    return wandb;
  }

  /** Once a name: a newer client asks for the same new field a thousand times. */
  function unknown(type: string, field: string): void {
    const name = `${type}.${field}`;
    if (unheard.has(name) || unheard.size > 1000) return;
    unheard.add(name);
    logger.warn({ field: name }, 'The wandb client asked for a field that Cairn does not know; it was told there is none');
  }

  async function graphql(request: IncomingMessage, response: ServerResponse, wandb: Wandb): Promise<void> {
    const parsed = GraphQLBody.safeParse(parseJson(await readBody(request, MAX_QUERY), request));
    if (!parsed.success) throw new CairnError('invalid_input', 'The body is no GraphQL request.');
    const { query, variables, operationName } = parsed.data;
    const answer = await execute({ query, variables: variables ?? {}, operationName: operationName ?? undefined }, rootsFor(wandb), unknown, asCairnError);
    for (const error of answer.errors ?? []) logger.warn({ operation: operationName, ...error }, 'A call of the wandb client was refused');
    sendJson(response, 200, answer);
  }

  async function stream(request: IncomingMessage, response: ServerResponse, wandb: Wandb, [entity, project, key]: readonly string[]): Promise<void> {
    const run = await wandb.client.runs.get({ run: key ?? '', entity: entityOf(wandb, entity), project: projectOf(project) });
    sendJson(response, 200, await takeStream(wandb, run, parseJson(await readBody(request, MAX_STREAM), request)));
  }

  /** A file by its MD5, where the address that was given out did not serve: with a token, as the client does it. */
  async function byDigest(request: IncomingMessage, response: ServerResponse, segments: readonly string[]): Promise<void> {
    const hex = segments.find((segment) => /^[0-9a-f]{32}$/.test(segment)) ?? '';
    const [blob] = engine.cache.withDigest('md5', base64Of(hex)).filter((each) => engine.cache.has([each])[0]);
    if (!blob) throw new CairnError('not_found', 'There is no file with this digest here.', { md5: hex });
    await sendBlob(request, response, engine.cache, blob, segments[segments.length - 1] ?? hex, logger);
  }

  async function take(request: IncomingMessage, response: ServerResponse, kind: string, [first = '', second = '']: readonly string[]): Promise<void> {
    const size = kind === 'manifest' ? 0 : lengthOf(request);
    if (kind === 'artifact') {
      const draft = state.drafts.get(first);
      const { digest, md5 } = await engine.cache.receive(request as AsyncIterable<Buffer>, draft.hold, { size, md5: base64Of(second) });
      draft.files.set(md5, { digest, size });
      return sendJson(response, 200, {}, { etag: `"${second}"` });
    }
    if (kind === 'manifest') {
      const draft = state.drafts.get(first);
      draft.manifest = await readBody(request, MAX_MANIFEST);
      return sendJson(response, 200, {}, { etag: `"${md5Base64(draft.manifest)}"` });
    }
    const file = await state.files.receive(first, second, request, size);
    const run = engine.registry.read.run(first);
    const wandb = asHolder(engine);
    if (run && file.path === 'diff.patch') {
      const { git } = await wandb.client.runs.get({ run: first });
      await wandb.client.runs.update({ run: first, git: { ...git, dirty: true, diff: file.digest } });
    }
    // A file for a run that has ended is logged at once: nothing else will.
    if (run && run.state !== 'running') await sealFiles(wandb, await wandb.client.runs.get({ run: first }));
    sendJson(response, 200, {});
  }

  async function give(request: IncomingMessage, response: ServerResponse, kind: string, [first = '', second = '']: readonly string[]): Promise<void> {
    if (kind === 'blob') return sendBlob(request, response, engine.cache, `b3:${first}`, second, logger);
    send(response, 200, await writeManifest(asHolder(engine), requireVersion(engine, first)), 'application/json');
  }

  return {
    async open(request, response, url) {
      if (url.pathname.startsWith(CAPABILITY_PREFIX)) {
        const { kind, object } = state.capabilities.open(request.method ?? '', url.pathname);
        await (request.method === 'PUT' ? take(request, response, kind, object) : give(request, response, kind, object));
        return true;
      }
      if (url.pathname === '/authorize') {
        send(response, 200, 'Make a token in Cairn, under Settings, Doors, or with: cairn token create wandb\n', 'text/plain; charset=utf-8');
        return true;
      }
      return false;
    },
    async handle(request, response, url, holder) {
      const segments = url.pathname.split('/').filter((part) => part !== '').map(decodeURIComponent);
      const [head, ...rest] = segments;
      const wandb = asHolder(holder);
      if (head === 'graphql' && request.method === 'POST') await graphql(request, response, wandb);
      else if (head === 'files' && rest[3] === 'file_stream' && request.method === 'POST') await stream(request, response, wandb, rest);
      else if ((head === 'artifactsV2' || head === 'artifacts') && request.method === 'GET') await byDigest(request, response, rest);
      else return false;
      return true;
    },
    async close() {
      await state.drafts.close();
      await state.files.close();
    },
  };
}
