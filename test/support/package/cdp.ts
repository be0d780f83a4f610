// Speaks to a window by Chromium's debugging protocol over two pipes. Playwright cannot start a packaged app: its fuses are set.
import type { ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

type Answer = Record<string, unknown>;

export interface Page {
  send(method: string, params?: object): Promise<Answer>;
  /** The value of an expression in the page. */
  evaluate<T>(expression: string): Promise<T>;
  /** Waits until an expression is true and gives its value. */
  until<T>(what: string, expression: string): Promise<T>;
  click(what: string, element: string): Promise<void>;
}

interface Browser {
  send(method: string, params?: object, sessionId?: string): Promise<Answer>;
}

const WAIT_MS = 20_000;
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** `child` was started with --remote-debugging-pipe and pipes at 3 and 4. Calls fail when it ends. */
function connect(child: ChildProcess): Browser {
  const [, , , input, output] = child.stdio as [null, null, Readable, Writable, Readable];
  const waiting = new Map<number, { resolve(answer: Answer): void; reject(error: Error): void }>();
  let last = 0;
  let rest = '';
  input.on('error', () => undefined);
  output.setEncoding('utf8').on('data', (data: string) => {
    const messages = (rest + data).split('\0');
    rest = messages.pop() ?? '';
    for (const message of messages) {
      const { id, result, error } = JSON.parse(message) as { id?: number; result?: Answer; error?: { message: string } };
      const call = waiting.get(id ?? 0);
      waiting.delete(id ?? 0);
      if (error) call?.reject(new Error(error.message));
      else call?.resolve(result ?? {});
    }
  });
  child.once('exit', (code, signal) => waiting.forEach(({ reject }) => reject(new Error(`the app ended (${code ?? signal})`))));
  return {
    send: (method, params = {}, sessionId) =>
      new Promise((resolve, reject) => {
        if (child.exitCode !== null) return reject(new Error(`the app ended (${child.exitCode})`));
        last += 1;
        waiting.set(last, { resolve, reject });
        input.write(`${JSON.stringify({ id: last, method, params, sessionId })}\0`);
      }),
  };
}

/** Waits for the app's window and attaches to its page. */
export async function attach(child: ChildProcess): Promise<Page> {
  const browser = connect(child);
  const find = async (): Promise<string | undefined> => {
    const { targetInfos } = (await browser.send('Target.getTargets')) as { targetInfos: { targetId: string; type: string; url: string }[] };
    return targetInfos.find(({ type, url }) => type === 'page' && url.startsWith('app://'))?.targetId;
  };
  const from = Date.now();
  let targetId = await find();
  while (!targetId && Date.now() - from < WAIT_MS) {
    await sleep(50);
    targetId = await find();
  }
  const { sessionId } = (await browser.send('Target.attachToTarget', { targetId, flatten: true })) as { sessionId: string };
  return pageOf((method, params) => browser.send(method, params, sessionId));
}

function pageOf(send: Page['send']): Page {
  const evaluate = async <T>(expression: string): Promise<T> => {
    const { result, exceptionDetails } = (await send('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true })) as { result: { value: T }; exceptionDetails?: { text: string } };
    if (exceptionDetails) throw new Error(`${expression}: ${exceptionDetails.text}`);
    return result.value;
  };
  const until = async <T>(what: string, expression: string): Promise<T> => {
    const from = Date.now();
    while (Date.now() - from < WAIT_MS) {
      const value = await evaluate<T>(`(() => { try { return ${expression}; } catch { return null; } })()`);
      if (value) return value;
      await sleep(50);
    }
    throw new Error(`waited ${WAIT_MS / 1000} s for ${what}; the window shows: ${(await evaluate<string>('document.body.innerText')).slice(0, 2000)}`);
  };
  return {
    send,
    evaluate,
    until,
    async click(what, element) {
      const place = await until<Place>(what, placeOf(element));
      for (const type of ['mousePressed', 'mouseReleased']) await send('Input.dispatchMouseEvent', { type, ...place, button: 'left', clickCount: 1 });
    },
  };
}

interface Place {
  readonly x: number;
  readonly y: number;
}

/** An expression for the middle of an element that is given as an expression. */
const placeOf = (element: string): string => `(({ x, y, width, height }) => width > 0 && { x: x + width / 2, y: y + height / 2 })(${element}.getBoundingClientRect())`;

/** Drags files (absolute paths) from outside over the window and lets go of them on an element. */
export async function dropFiles(page: Page, files: readonly string[], what: string, element: string): Promise<void> {
  const data = { items: [], files, dragOperationsMask: 1 };
  const send = (type: string, place: Place): Promise<Answer> => page.send('Input.dispatchDragEvent', { type, ...place, data });
  await send('dragEnter', { x: 400, y: 300 });
  await send('dragOver', { x: 400, y: 300 });
  const place = await page.until<Place>(what, placeOf(element));
  await send('dragOver', place);
  await send('drop', place);
}
