// The proxy as a process of its own, so that a test that waits for a child does not hold it up: a line of JSON in, one out.
// Arguments: port of the server, seed. `{"set": {...}}`, `{"take": true}`; the end of the input ends it.
import { createInterface } from 'node:readline';
import type { Conditions } from './conditions.js';
import { startFaultProxy } from './faultProxy.js';

async function main(): Promise<void> {
  const [target = '0', seed = '1'] = process.argv.slice(2);
  const proxy = await startFaultProxy(Number(target), Number(seed));
  const say = (value: unknown): boolean => process.stdout.write(`${JSON.stringify(value)}\n`);
  say({ port: proxy.port });
  for await (const line of createInterface(process.stdin)) {
    const { set } = JSON.parse(line) as { set?: Partial<Conditions> };
    if (set) await proxy.set(set);
    say(set ? {} : proxy.take());
  }
  await proxy.stop();
}

// What it fails with ends it: Node says it and exits with 1.
void main();
