// A transfer that is killed when half of it has passed: what the next one still moves.
import { rmSync } from 'node:fs';
import { print, rounded } from '../harness.js';
import { BYTES, cairn, GIGABYTES, inWork, makeFolder, sync, tryCairn, urlOf, type Bench, type Net } from './world.js';

const GOAL = 0.55;
const LOOK_MS = 25;

/** Starts the command, kills it once half of the bytes have passed the proxy. */
async function cut({ proxy }: Bench, home: string, args: readonly string[], way: 'up' | 'down'): Promise<void> {
  await proxy.take();
  let passed = 0;
  let timer: NodeJS.Timeout | undefined;
  const { status } = await tryCairn(home, args, (child) => {
    timer = setInterval(() => {
      void proxy.take().then((more) => {
        passed += more[way];
        if (passed >= BYTES / 2) child.kill('SIGKILL');
      });
    }, LOOK_MS);
  });
  clearInterval(timer);
  if (status === 0) throw new Error(`${args.join(' ')} ended before it was cut`);
  await proxy.take();
}

function tell(what: string, moved: number): void {
  const share = rounded(moved / BYTES);
  print({ bench: 'sync', case: `${what} of ${GIGABYTES} GB killed at half: bytes of the next`, value: moved, unit: 'bytes', peer: 'the whole', ratio: share, goal: GOAL, ok: share <= GOAL });
}

export async function resume(bench: Bench, files: number): Promise<void> {
  const { proxy } = bench;
  const net = bench.nets[1] as Net;
  const prefix = `resume-${files}`;
  const words = files === 1 ? '' : `, ${files} files,`;
  const [up, down] = [inWork('resume-up'), inWork('resume-down')];
  const source = makeFolder('resume', files);
  for (const home of [up, down]) await cairn(home, 'remote', 'add', 'team', urlOf(bench, net, prefix));
  await cairn(up, 'log', source, '--name', 'resume', '--no-code');
  await cut(bench, up, ['sync'], 'up');
  await sync(up);
  tell(`an upload${words}`, (await proxy.take()).up);
  await sync(down);
  await cut(bench, down, ['pin', 'resume:v0'], 'down');
  await cairn(down, 'pin', 'resume:v0');
  tell(`a download${words}`, (await proxy.take()).down);
  const { findings } = await cairn<{ findings: unknown[] }>(down, 'verify');
  if (findings.length > 0) throw new Error('what came down is not what went up');
  bench.server.empty(prefix);
  for (const each of [up, down, source]) rmSync(each, { recursive: true });
}
