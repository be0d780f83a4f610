// Run by the build: starts the engine as the main process does, closes it when it is ready, and keeps the code that V8 compiled meanwhile.
import { join } from 'node:path';
import { keepProgram } from './codeCache.js';
import type { FromEngine, ToEngine } from './control.js';

type Listener = (message: { readonly data: ToEngine; readonly ports: readonly unknown[] }) => void;

let tell: Listener = () => {};
const parentPort = {
  on(_event: 'message', listener: Listener): void {
    tell = listener;
  },
  postMessage(message: FromEngine): void {
    if (message.type === 'failed') throw new Error(message.reason);
    tell({ data: { type: 'close' }, ports: [] });
  },
};
Object.assign(process, { parentPort });

keepProgram(join(__dirname, 'utility.cjs')).run();
