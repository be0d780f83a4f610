// A second version of which a tenth of the tensors is new: bytes on the wire, and time beside tools that send the file again.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { print, rounded, timed } from '../harness.js';
import { makeSafetensors } from '../fill.js';
import { runAmong } from './among.js';
import type { Peer } from './peers.js';
import { BYTES, cairn, GIGABYTES, inWork, ROUNDS, runWell, settled, sync, urlOf, type Bench, type Net } from './world.js';

const TENSOR = 8 * 1024 * 1024;
const BYTES_GOAL = 0.11;
/** At least six times faster. */
const TIME_GOAL = 1 / 6;
const PREFIX = 'second';

/** What a file system that cannot share bytes asks for what is the same in both versions: nothing on it is faster than its bare copy. */
async function tellCopy(file: string): Promise<void> {
  const copy = inWork('second-copy');
  const seconds = await timed(settled({ run: async () => void (await runWell('dd', [`if=${file}`, `of=${copy}`, 'bs=1M', 'conv=fsync'])) }), 0);
  print({ bench: 'sync', case: `a bare copy of ${GIGABYTES} GB on the same disk, durable`, value: rounded(seconds), unit: 's', peer: null, ratio: null, goal: null, ok: null });
  rmSync(copy);
}

function tellBytes(what: string, moved: number, whole: number): void {
  const share = rounded(moved / whole);
  print({ bench: 'sync', case: `${what}: bytes on the wire`, value: moved, unit: 'bytes', peer: 'the file', ratio: share, goal: BYTES_GOAL, ok: share <= BYTES_GOAL, note: `the file has ${whole}` });
}

export async function second(bench: Bench, peers: readonly Peer[]): Promise<void> {
  const { server, proxy } = bench;
  const net = bench.nets[1] as Net;
  const folder = inWork('second');
  mkdirSync(folder);
  const file = join(folder, 'model.safetensors');
  const seeds = Array.from({ length: Math.max(10, Math.round(BYTES / TENSOR)) }, (_, index) => index);
  let epoch = 0;
  /** Every tenth tensor other than in any version before; all else where it was, as from one checkpoint to the next. */
  const trained = (): number[] => seeds.map((seed) => (seed % 10 === 3 ? seed + epoch * seeds.length : seed));
  const [up, down] = [inWork('second-up'), inWork('second-down')];
  for (const home of [up, down]) await cairn(home, 'remote', 'add', 'team', urlOf(bench, net, PREFIX));
  const make = (): number => makeSafetensors(file, TENSOR, trained(), `trained for ${epoch} more`);
  let whole = make();
  await cairn(up, 'log', folder, '--name', 'second', '--no-code');
  await sync(up);
  await sync(down);
  await cairn(down, 'pin', 'second:v0');
  const moved = { up: 0, down: 0 };
  const next = async (): Promise<void> => {
    epoch += 1;
    whole = make();
    await cairn(up, 'log', folder, '--name', 'second', '--no-code');
    await proxy.take();
  };
  const what = `a second version of ${GIGABYTES} GB with a tenth of its tensors replaced`;
  await runAmong({
    case: `upload of ${what}, ${net.name}`,
    goal: TIME_GOAL,
    rounds: ROUNDS,
    warm: false,
    ours: {
      prepare: next,
      run: () => sync(up),
      async check() {
        moved.up = Math.max(moved.up, (await proxy.take()).up);
      },
    },
    others: peers.map((peer, index) => ({ name: peer.name, prepare: () => server.empty(`peer-${index}`), run: async () => void (await peer.up(folder, net.endpoint, `${server.bucket}/peer-${index}`)) })),
  });
  tellBytes(`upload of ${what}`, moved.up, whole);
  const out = inWork('second-out');
  await runAmong({
    case: `download of ${what}, ${net.name}`,
    goal: TIME_GOAL,
    rounds: ROUNDS,
    warm: false,
    ours: {
      async prepare() {
        await next();
        await sync(up);
        await sync(down);
        await proxy.take();
      },
      run: async () => void (await cairn(down, 'pin', `second:v${epoch}`)),
      async check() {
        moved.down = Math.max(moved.down, (await proxy.take()).down);
      },
    },
    others: peers.map((peer, index) => ({ name: peer.name, prepare: () => rmSync(out, { recursive: true, force: true }), run: async () => void (await peer.down(net.endpoint, `${server.bucket}/peer-${index}`, out)) })),
  });
  tellBytes(`download of ${what}`, moved.down, whole);
  await tellCopy(file);
  const { findings } = await cairn<{ findings: unknown[] }>(down, 'verify');
  if (findings.length > 0) throw new Error('what came down is not what went up');
  for (const each of [PREFIX, ...peers.map((_, index) => `peer-${index}`)]) server.empty(each);
  for (const each of [up, down, folder, out]) rmSync(each, { recursive: true, force: true });
}
