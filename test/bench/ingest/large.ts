// One large file becomes a version, commit included, beside a plain copy made durable and beside other tools.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import type { Engine } from '../../../electron/engine/index.js';
import { print, runPair, type Subject } from '../harness.js';
import { peers } from './peers.js';
import { closeHome, inWork, log, openHome } from './world.js';

const PAIRS = 5;
/** Other tools take long, and differ by factors. */
const PEER_PAIRS = 3;

function ours(source: string, bytes: number): Subject & { readonly cpu: number[] } {
  let engine: Engine | undefined;
  const cpu: number[] = [];
  return {
    cpu,
    async prepare(turn) {
      engine = await openHome(`home-${turn}`);
    },
    async run() {
      if (!engine) return;
      const before = process.cpuUsage();
      const logged = await log(engine, source, 'big');
      const { user, system } = process.cpuUsage(before);
      cpu.push((user + system) / 1e6);
      if (logged.bytes !== bytes) throw new Error('the version is not what was logged');
    },
    async check() {
      if (engine) await closeHome(engine);
    },
  };
}

/** `source`: a file of `bytes` bytes, `what` in words. */
export async function large(source: string, bytes: number, what: string, withPeers: boolean): Promise<void> {
  const copy = inWork('copy.bin');
  const subject = ours(source, bytes);
  await runPair({
    bench: 'ingest',
    case: what,
    unit: 's',
    peer: 'cp, then sync of the file',
    goal: 1.3,
    pairs: PAIRS,
    ours: subject,
    theirs: {
      run: () => void execFileSync('sh', ['-c', 'cp "$1" "$2" && sync "$2"', 'sh', source, copy]),
      check: () => rmSync(copy),
    },
  });
  print({ bench: 'ingest', case: `${what}: processor time of all threads`, value: Number(Math.min(...subject.cpu).toFixed(2)), unit: 's', peer: null, ratio: null, goal: null, ok: null });
  if (!withPeers) return;
  for (const peer of peers()) {
    const shown = { bench: 'ingest', case: what, peer: peer.name, goal: peer.goal };
    if (!peer.available) {
      print({ ...shown, value: 0, unit: 's', ratio: null, ok: null, note: 'not available' });
      continue;
    }
    const place = inWork('peer');
    await runPair({
      ...shown,
      unit: 's',
      pairs: PEER_PAIRS,
      ours: ours(source, bytes),
      theirs: {
        prepare() {
          mkdirSync(place);
          peer.prepare(place, source);
        },
        run: () => peer.run(place, source),
        check: () => rmSync(place, { recursive: true, force: true }),
      },
    });
  }
}
