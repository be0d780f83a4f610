// The window's line to the engine over real message ports: restarts, calls in flight, queries that ask again, typed errors.
import { implement, ORPCError } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createEngineConnection } from '../../../renderer/api/engine.js';
import type { EngineConnection } from '../../../renderer/api/engine.js';
import { CairnError } from '../../../shared/contract/errors.js';
import { contract } from '../../../shared/contract/index.js';
import type { NativeBridge, NativeEvent } from '../../../shared/contract/native.js';

const os = implement(contract);

/** Half of a window: takes listeners, and delivers messages as the preload does. */
class Page extends EventTarget {
  readonly origin = 'app://cairn';
  deliver(port: MessagePort, from: { source?: unknown; origin?: string; type?: string } = {}): void {
    const event = new Event('message');
    Object.assign(event, { source: from.source ?? this, origin: from.origin ?? this.origin, data: { type: from.type ?? 'cairn:port' }, ports: [port] });
    this.dispatchEvent(event);
  }
}

let page: Page;
let say: (event: NativeEvent) => void;
let connection: EngineConnection;
let stop: () => void;
let asked: string[];
const open: MessagePort[] = [];

/** A life of the engine: answers `checkName` with its own name, or never when it hangs; `log` reports once and waits. */
function life(name: string, hangs = false): MessagePort {
  const { port1, port2 } = new MessageChannel();
  const router = os.router({
    ingest: {
      checkName: os.ingest.checkName.handler(async ({ input }) => {
        asked.push(`${name}:${input.name}`);
        if (input.name === 'refuse') throw new ORPCError('name_taken', { message: 'Taken by another.', data: { by: 'x' } });
        if (hangs) await new Promise(() => undefined);
        return { valid: true, problem: null, collection: null, next: name };
      }),
      log: os.ingest.log.handler(async function* () {
        yield { event: 'progress' as const, progress: { phase: 'copying' as const, done: 1, total: 2, unit: 'bytes' as const, rate: null } };
        await new Promise(() => undefined);
      }),
    },
  } as never);
  new RPCHandler(router).upgrade(port1 as never, { context: {} });
  port1.start();
  open.push(port1 as unknown as MessagePort);
  return port2 as unknown as MessagePort;
}

beforeEach(() => {
  asked = [];
  page = new Page();
  const bridge = {
    requestPort: async () => undefined,
    onEvent: (listener: (event: NativeEvent) => void) => {
      say = listener;
      return () => undefined;
    },
  } as unknown as NativeBridge;
  connection = createEngineConnection(bridge, page as unknown as Window);
  stop = connection.start();
});
afterEach(() => {
  stop();
  for (const port of open.splice(0)) port.close();
});

const crash: NativeEvent = { event: 'engine', state: 'starting', reason: null };

test('a call before the first port waits for it', async () => {
  const call = connection.client.ingest.checkName({ name: 'a' });
  page.deliver(life('one'));
  expect((await call).next).toBe('one');
  expect(connection.getState()).toMatchObject({ state: 'ready', life: 1 });
});

test('a port from another source, origin or kind is not taken', () => {
  page.deliver(life('a'), { source: {} });
  page.deliver(life('b'), { origin: 'https://example.org' });
  page.deliver(life('c'), { type: 'other' });
  expect(connection.getState().state).toBe('starting');
});

test('a query in flight when the engine dies is asked again of the next one', async () => {
  page.deliver(life('one', true));
  const call = connection.client.ingest.checkName({ name: 'a' });
  await expect.poll(() => asked).toEqual(['one:a']);
  say(crash);
  expect(connection.getState().state).toBe('starting');
  page.deliver(life('two'));
  expect((await call).next).toBe('two');
});

test('a query that is there at three deaths is given up', async () => {
  page.deliver(life('1', true));
  const call = connection.client.ingest.checkName({ name: 'a' });
  const failure = expect(call).rejects.toMatchObject({ code: 'engine_stopped' });
  for (const next of ['2', '3', '4']) {
    await expect.poll(() => asked.length).toBe(Number(next) - 1);
    say(crash);
    page.deliver(life(next, true));
  }
  await failure;
  expect(asked).toEqual(['1:a', '2:a', '3:a']);
});

test('a command in flight fails at once, also in the middle of its progress', async () => {
  page.deliver(life('one'));
  const events = await connection.client.ingest.log({ name: 'm', source: { grant: 'g'.repeat(16) } });
  const first = await events.next();
  expect(first.value).toMatchObject({ event: 'progress' });
  const second = events.next();
  say(crash);
  await expect(second).rejects.toMatchObject({ code: 'engine_stopped' });
  await expect(connection.client.system.setIdentity({ name: 'x' }, { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({ code: 'cancelled' });
});

test('a port that the other side closed fails commands as stopped, not as cancelled', async () => {
  page.deliver(life('one'));
  const events = await connection.client.ingest.log({ name: 'm', source: { grant: 'g'.repeat(16) } });
  await events.next();
  const second = events.next();
  for (const port of open.splice(0)) port.close();
  await expect(second).rejects.toMatchObject({ code: 'engine_stopped' });
  expect(connection.getState().state).toBe('starting');
});

test('an engine that gave up fails calls with its reason', async () => {
  say({ event: 'engine', state: 'stopped', reason: 'it crashed five times' });
  await expect(connection.client.ingest.checkName({ name: 'a' })).rejects.toThrow(/five times/);
});

test('a refusal arrives as a CairnError with code, sentence and details', async () => {
  page.deliver(life('one'));
  const error = await connection.client.ingest.checkName({ name: 'refuse' }).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(CairnError);
  expect(error).toMatchObject({ code: 'name_taken', message: 'Taken by another.', details: { by: 'x' } });
});
