// An HTTP proxy in front of one server that fails as networks and stores do. The Host header goes on as it came, so that signatures hold.
import { Agent, createServer, request as forwardRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { FAIR, type Conditions, type Passed, type Rule, type Trouble } from './conditions.js';
import { createPace } from './pace.js';

export interface FaultProxy {
  readonly port: number;
  set(conditions: Partial<Conditions>): Promise<void>;
  /** What passed since it was last asked. */
  take(): Passed;
  stop(): Promise<void>;
}

const HOP_BY_HOP = new Set(['connection', 'expect', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade']);

/** The same troubles for the same seed, as long as requests come in the same order. */
function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Until more may be written, or nothing can be. */
function drained(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed) return resolve();
    const done = (): void => {
      stream.off('drain', done).off('close', done);
      resolve();
    };
    stream.on('drain', done).on('close', done);
  });
}

const errorBody = (code: string): string => `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>made by the test</Message></Error>`;

async function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
  const address = server.address();
  return typeof address === 'object' && address ? address.port : port;
}

/** @param target port on 127.0.0.1 */
export async function startFaultProxy(target: number, seed: number, at = 0): Promise<FaultProxy> {
  let conditions: Conditions = FAIR;
  let used = new Map<Rule, number>();
  const pick = dice(seed);
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const sockets = new Set<Socket>();
  const [upward, downward] = [createPace(() => conditions.bytesPerSecond), createPace(() => conditions.bytesPerSecond)];
  let passed = { requests: 0, up: 0, down: 0, troubles: {} as Record<string, number>, log: [] as Passed['log'][number][] };
  let [second, inSecond] = [0, 0];

  function troubleFor(method: string, path: string): Trouble | undefined {
    const now = Math.floor(Date.now() / 1000);
    if (now !== second) [second, inSecond] = [now, 0];
    inSecond += 1;
    if (conditions.requestsPerSecond !== null && inSecond > conditions.requestsPerSecond) return { kind: 'answer', status: 503, code: 'SlowDown' };
    for (const rule of conditions.rules) {
      if (rule.method !== undefined && rule.method !== method) continue;
      if (rule.path !== undefined && !new RegExp(rule.path).test(path)) continue;
      const before = used.get(rule) ?? 0;
      if (rule.times !== undefined && before >= rule.times) continue;
      if (rule.chance !== undefined && pick() >= rule.chance) continue;
      used.set(rule, before + 1);
      return rule.trouble;
    }
    return undefined;
  }

  async function sendUp(from: IncomingMessage, to: ReturnType<typeof forwardRequest>, line: { up: number }, trouble: Trouble | undefined): Promise<void> {
    const announced = Number(from.headers['content-length'] ?? 0);
    for await (const part of from as AsyncIterable<Buffer>) {
      await upward.take(part.length);
      if (trouble?.kind === 'cutRequest' && line.up + part.length > announced / 2) {
        to.write(part.subarray(0, Math.max(0, Math.floor(announced / 2) - line.up)));
        to.destroy();
        from.destroy();
        return;
      }
      line.up += part.length;
      passed.up += part.length;
      if (!to.write(part)) await drained(to);
    }
    to.end();
  }

  async function sendDown(from: IncomingMessage, to: ServerResponse, line: { down: number; status: number }, trouble: Trouble | undefined): Promise<void> {
    await delay(conditions.latencyMs / 2);
    if (trouble?.kind === 'loseReply') {
      from.resume();
      to.destroy();
      return;
    }
    line.status = from.statusCode ?? 0;
    const raw = from.rawHeaders.flatMap((name, index) => (index % 2 === 0 && !HOP_BY_HOP.has(name.toLowerCase()) ? [name, from.rawHeaders[index + 1] ?? ''] : []));
    to.writeHead(line.status, raw);
    const announced = Number(from.headers['content-length'] ?? 0);
    for await (const part of from as AsyncIterable<Buffer>) {
      await downward.take(part.length);
      if (trouble?.kind === 'cutReply' && line.down + part.length > announced / 2) {
        to.write(part.subarray(0, Math.max(0, Math.floor(announced / 2) - line.down)), () => to.destroy());
        return;
      }
      if (trouble?.kind === 'corrupt' && line.down === 0 && part.length > 0) part[part.length >> 1] = (part[part.length >> 1] ?? 0) ^ 1;
      line.down += part.length;
      passed.down += part.length;
      if (!to.write(part)) await drained(to);
      if (to.destroyed) return void from.destroy();
    }
    to.end();
  }

  async function handle(from: IncomingMessage, to: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/' } = from;
    const trouble = troubleFor(method, url);
    const line = { method, path: url, up: 0, down: 0, status: 0 };
    passed.requests += 1;
    passed.log.push(line);
    if (trouble) {
      const name = trouble.kind === 'answer' ? `answer ${trouble.status}` : trouble.kind;
      passed.troubles[name] = (passed.troubles[name] ?? 0) + 1;
    }
    await delay(conditions.latencyMs / 2);
    if (trouble?.kind === 'drop') return void from.socket.destroy();
    if (trouble?.kind === 'stall') return void from.resume();
    if (trouble?.kind === 'answer') {
      from.resume();
      await new Promise((resolve) => from.once('end', resolve).once('close', resolve));
      line.status = trouble.status;
      to.writeHead(trouble.status, { 'content-type': 'application/xml' }).end(method === 'HEAD' ? undefined : errorBody(trouble.code));
      return;
    }
    const headers = Object.fromEntries(Object.entries(from.headers).filter(([name]) => !HOP_BY_HOP.has(name)));
    const onward = forwardRequest({ host: '127.0.0.1', port: target, method, path: url, headers, agent });
    const answered = new Promise<void>((resolve) => {
      onward.on('response', (answer) => void sendDown(answer, to, line, trouble).catch(() => to.destroy()).finally(resolve));
      onward.on('error', () => {
        to.destroy();
        resolve();
      });
    });
    to.once('close', () => {
      if (!to.writableFinished) onward.destroy();
    });
    await sendUp(from, onward, line, trouble);
    await answered;
  }

  const server = createServer({ keepAliveTimeout: 60_000, requestTimeout: 0 }, (from, to) => void handle(from, to).catch(() => to.destroy()));
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
  });
  const port = await listen(server, at);
  const hangUp = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
  };

  return {
    port,
    async set(changes) {
      const before = conditions.online;
      conditions = { ...conditions, ...changes };
      if (changes.rules) used = new Map();
      if (before && !conditions.online) await hangUp();
      else if (!before && conditions.online) await listen(server, port);
    },
    take() {
      const taken = passed;
      passed = { requests: 0, up: 0, down: 0, troubles: {}, log: [] };
      return taken;
    },
    async stop() {
      if (conditions.online) await hangUp();
      agent.destroy();
    },
  };
}
