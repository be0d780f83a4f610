// An artifact of some gigabytes: the client's add_file (hash and stage) alone, the same until a server that keeps nothing has had
// its bytes, and the whole of log_artifact until it is committed.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { median, print } from '../harness.js';
import { sink } from './sink.js';
import { forget, lastLine, python, serve, tempFolder } from './world.js';

const GIGABYTES = Number(process.env['CAIRN_BENCH_GB'] ?? 4);
const TURNS = Number(process.env['CAIRN_BENCH_TURNS'] ?? 3);

/** New bytes in each turn, so that nothing is there already; what a server that keeps nothing says at the end does not matter. */
const program = (turn: number, kept: boolean): string => `
import os, time, wandb
path = "big.bin"
block = os.urandom(16_000_000)
with open(path, "wb") as file:
    for n in range(${Math.round((GIGABYTES * 1e9) / 16e6)}):
        file.write(n.to_bytes(8, "big") + (${turn}).to_bytes(8, "big") + block[16:])
    os.fsync(file.fileno())
with wandb.init() as run:
    began = time.time()
    art = wandb.Artifact("big-${turn}", type="model")
    art.add_file(path)
    staged = time.time() - began
    try:
        run.log_artifact(art).wait()
    except Exception:
        if ${kept ? 'True' : 'False'}: raise
    whole = time.time() - began
print(staged, whole, began)
os.unlink(path)`;

/** Seconds that the client stages, and until all of it is with the server. A data root of its own each time, or three times the bytes would have to fit. */
async function upload(folder: string, turn: number, kept: boolean): Promise<{ staged: number; whole: number }> {
  const home = join(folder, `home-${turn}`);
  const server = await serve(home);
  const thrower = kept ? undefined : await sink(server.url);
  const [staged = NaN, whole = NaN, began = NaN] = lastLine(await python(folder, thrower?.url ?? server.url, server.token, program(turn, kept))).split(' ').map(Number);
  thrower?.end();
  await server.end();
  forget(folder);
  rmSync(home, { recursive: true, force: true });
  return { staged, whole: thrower ? thrower.emptied() - began : whole };
}

export async function uploading(): Promise<void> {
  const { folder, remove } = tempFolder();
  const staged: number[] = [];
  const times: Record<'kept' | 'thrown', number[]> = { kept: [], thrown: [] };
  const ratios: Record<'kept' | 'thrown', number[]> = { kept: [], thrown: [] };
  try {
    for (let turn = 0; turn < 2 * TURNS; turn += 1) {
      const what = turn % 2 === 0 ? 'thrown' : 'kept';
      const took = await upload(folder, turn, what === 'kept');
      staged.push(took.staged);
      times[what].push(took.whole);
      ratios[what].push(took.whole / took.staged);
    }
  } finally {
    remove();
  }
  const line = { bench: 'doors', unit: 's', peer: "the client's hashing and staging alone", note: `peer ${median(staged).toPrecision(4)} s, over ${TURNS}` } as const;
  const say = (name: string, what: 'kept' | 'thrown', goal: number | null): void => {
    const ratio = median(ratios[what]);
    print({ ...line, case: name, value: Number(median(times[what]).toPrecision(4)), ratio: Number(ratio.toPrecision(4)), goal, ok: goal === null ? null : ratio <= goal });
  };
  say(`artifact of ${GIGABYTES} GB to a server that keeps nothing`, 'thrown', null);
  say(`artifact of ${GIGABYTES} GB`, 'kept', 1.5);
}
