// The loopback server: checks who is asking, then hands each request to the API, to the bytes, or to the W&B-compatible door.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { API_PREFIX } from '../../../../shared/contract/routes.js';
import { CairnError } from '../../../../shared/contract/errors.js';
import type { TokenRow } from '../../../../shared/contract/doors.js';
import type { CallContext, EngineContext } from '../../commands/context.js';
import { requireManifest, requireVersion } from '../../commands/contents.js';
import { openTokens } from '../../commands/doors/tokens.js';
import { sendBlob } from './download.js';
import { checkOrigin, tokenOf } from './guard.js';
import { openApiDocument } from './openapi.js';
import { referencePage } from './reference.js';
import { send, sendError, sendJson } from './respond.js';
import { createRest } from './rest.js';
import { createWandbDoor } from '../wandb/door.js';
import { createUploads } from './uploads.js';

export interface HttpServer {
  readonly url: string;
  close(): Promise<void>;
}

/** What the wandb package asks for with its key. */
const WANDB_ROUTES = /^\/(graphql|files|artifacts|artifactsV2)(\/|$)/;
/** Programs on this computer only. */
const LOOPBACK = '127.0.0.1';

const unauthorized = (): CairnError => new CairnError('forbidden', 'This needs a token: send Authorization: Bearer TOKEN. Tokens are made in Settings, or by cairn token create NAME.', { status: 401 });

/** The engine as the holder of a token uses it: what is written is written in their name. */
function actingAs(engine: EngineContext, { actor }: TokenRow): EngineContext {
  return { ...engine, actor: () => actor };
}

async function sendFile(request: IncomingMessage, response: ServerResponse, engine: EngineContext, query: URLSearchParams): Promise<void> {
  const ref = query.get('ref') ?? '';
  const path = query.get('path') ?? '';
  const version = requireVersion(engine, engine.registry.read.resolveText(ref, engine.where()).version);
  const entry = requireManifest(engine, version).entries.find((each) => each.path === path);
  if (!entry) throw new CairnError('not_found', `${version.ref} has no file ${JSON.stringify(path)}.`, { ref, path });
  if (!('digest' in entry)) throw new CairnError('offline', `${path} of ${version.ref} is a reference; its bytes stay at ${entry.uri}.`, { uri: entry.uri });
  await sendBlob(request, response, engine.cache, entry.digest, path, engine.ports.logger);
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Starts to listen. @throws the system's error when the port cannot be had */
export async function startServer(engine: EngineContext, wantedPort: number): Promise<HttpServer> {
  const { logger } = engine.ports;
  const tokens = openTokens(engine.dataRoot, engine.ports.clock, engine.ports.random);
  const rest = createRest(logger);
  const uploads = createUploads(engine);
  let port = wantedPort;
  const address = (): string => `http://${LOOPBACK}:${port}`;
  const wandb = createWandbDoor(engine, address);

  /** Who is asking. @throws CairnError forbidden, as 401 */
  function holderOf(request: IncomingMessage): TokenRow {
    const holder = tokens.check(tokenOf(request) ?? '');
    if (!holder) throw unauthorized();
    return holder;
  }

  async function api(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const path = url.pathname.slice(API_PREFIX.length);
    if (request.method === 'GET' && path === '/openapi.json') return sendJson(response, 200, await openApiDocument(engine.version));
    if (request.method === 'GET' && (path === '' || path === '/')) return send(response, 200, referencePage(await openApiDocument(engine.version), address()), 'text/html; charset=utf-8');
    const holder = holderOf(request);
    if (request.method === 'POST' && path === '/uploads') return sendJson(response, 200, await uploads.receive(request, holder.id, url.searchParams.get('grant') ?? undefined, url.searchParams.get('path') ?? ''));
    if ((request.method === 'GET' || request.method === 'HEAD') && path === '/files') return sendFile(request, response, engine, url.searchParams);
    const context: CallContext = { engine: actingAs(engine, holder), door: 'http', takeUpload: (grant) => uploads.take(grant, holder.id) };
    if (!(await rest(request, response, context))) throw new CairnError('not_found', `There is no ${request.method ?? ''} ${url.pathname}. What there is: ${address()}${API_PREFIX}/`, { path: url.pathname });
  }

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    checkOrigin(request, port);
    const url = new URL(request.url ?? '/', address());
    if (url.pathname === '/' && request.method === 'GET') return void response.writeHead(302, { location: `${API_PREFIX}/` }).end();
    if (url.pathname === API_PREFIX || url.pathname.startsWith(`${API_PREFIX}/`)) return api(request, response, url);
    if (await wandb.open(request, response, url)) return;
    if (WANDB_ROUTES.test(url.pathname) && (await wandb.handle(request, response, url, actingAs(engine, holderOf(request))))) return;
    throw new CairnError('not_found', `There is nothing at ${url.pathname}. The API is at ${address()}${API_PREFIX}/`, { path: url.pathname });
  }

  const server = createServer((request, response) => {
    route(request, response).catch((error: unknown) => sendError(response, error, logger));
  });
  // A model of many gigabytes takes as long as it takes; a sender that says nothing at all is cut off.
  server.requestTimeout = 0;
  server.setTimeout(10 * 60_000);
  port = await listen(server, wantedPort);
  logger.info({ url: address() }, 'The HTTP API listens');

  return {
    url: address(),
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await uploads.close();
      await wandb.close();
    },
  };
}
