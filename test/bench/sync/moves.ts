// The same bytes up and down, as one file and as many small ones, over each network: whole processes beside whole processes.
import { rmSync } from 'node:fs';
import type { Subject } from '../harness.js';
import { runAmong } from './among.js';
import type { Peer } from './peers.js';
import { cairn, inWork, makeFolder, ROUNDS, runWell, sync, urlOf, type Bench, type Net } from './world.js';

const GOAL = 1.15;

interface Kind {
  readonly id: string;
  readonly words: string;
  readonly files: number;
}

/** Ours: a registry that was never sent. A server whose objects are gone counts as made anew, and everything is sent again. */
function upload({ server }: Bench, home: string, prefix: string): Subject {
  return { prepare: () => server.empty(prefix), run: () => sync(home) };
}

/** Ours: a new device that knows of the version and has none of its bytes. It is kept, whole and verified, when the command returns. */
function download(bench: Bench, net: Net, name: string, prefix: string): Subject {
  const home = inWork('down');
  return {
    async prepare() {
      rmSync(home, { recursive: true, force: true });
      await cairn(home, 'remote', 'add', 'team', urlOf(bench, net, prefix));
      await sync(home);
    },
    run: async () => void (await cairn(home, 'pin', `${name}:v0`)),
    async check() {
      const { findings, bytes } = await cairn<{ findings: unknown[]; bytes: number }>(home, 'verify');
      if (findings.length > 0 || bytes === 0) throw new Error('what came down is not what went up');
      rmSync(home, { recursive: true });
    },
  };
}

function peerDown({ server }: Bench, peer: Peer, net: Net, place: string, source: string): Subject & { readonly name: string } {
  const folder = inWork('peerDown');
  return {
    name: peer.name,
    prepare: () => rmSync(folder, { recursive: true, force: true }),
    run: async () => void (await peer.down(net.endpoint, `${server.bucket}/${place}`, folder)),
    async check() {
      await runWell('diff', ['-r', source, folder]);
      rmSync(folder, { recursive: true });
    },
  };
}

/** Both ways over every network. */
export async function moves(bench: Bench, peers: readonly Peer[], { id, words, files }: Kind): Promise<void> {
  const { server } = bench;
  const source = makeFolder(`source-${id}`, files);
  const home = inWork(`home-${id}`);
  const prefix = `cairn-${id}`;
  await cairn(home, 'remote', 'add', 'team', urlOf(bench, bench.nets[0] as Net, prefix));
  await cairn(home, 'log', source, '--name', id, '--no-code');
  for (const net of bench.nets) {
    const shared = { goal: GOAL, rounds: ROUNDS, warm: !net.paced };
    server.empty(prefix);
    await sync(home);
    await cairn(home, 'remote', 'set', 'team', urlOf(bench, net, prefix));
    await runAmong({
      ...shared,
      case: `upload of ${words}, ${net.name}`,
      ours: upload(bench, home, prefix),
      others: peers.map((peer, index) => ({ name: peer.name, prepare: () => server.empty(`peer-${index}`), run: async () => void (await peer.up(source, net.endpoint, `${server.bucket}/peer-${index}`)) })),
    });
    await runAmong({ ...shared, case: `download of ${words}, ${net.name}`, ours: download(bench, net, id, prefix), others: peers.map((peer, index) => peerDown(bench, peer, net, `peer-${index}`, source)) });
  }
  for (const each of [prefix, ...peers.map((_, index) => `peer-${index}`)]) server.empty(each);
  for (const each of [home, source]) rmSync(each, { recursive: true });
}
