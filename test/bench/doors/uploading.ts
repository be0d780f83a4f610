// An artifact of some gigabytes: the client's add_file (hash and stage) alone, and the whole of log_artifact until it is committed.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { median, print } from '../harness.js';
import { forget, lastLine, python, serve, tempFolder } from './world.js';

const GIGABYTES = Number(process.env['CAIRN_BENCH_GB'] ?? 4);
const TURNS = Number(process.env['CAIRN_BENCH_TURNS'] ?? 3);

/** New bytes in each turn, so that nothing is there already. */
const program = (turn: number): string => `
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
    run.log_artifact(art).wait()
    whole = time.time() - began
print(staged, whole)
os.unlink(path)`;

export async function uploading(): Promise<void> {
  const { folder, remove } = tempFolder();
  const [ours, theirs]: [number[], number[]] = [[], []];
  try {
    for (let turn = 0; turn < TURNS; turn += 1) {
      // A data root of its own each time, or three times the bytes would have to fit.
      const home = join(folder, `home-${turn}`);
      const server = await serve(home);
      const [staged = NaN, whole = NaN] = lastLine(await python(folder, server.url, server.token, program(turn))).split(' ').map(Number);
      theirs.push(staged);
      ours.push(whole);
      await server.end();
      forget(folder);
      rmSync(home, { recursive: true, force: true });
    }
  } finally {
    remove();
  }
  const ratio = median(ours.map((time, index) => time / (theirs[index] ?? NaN)));
  print({ bench: 'doors', case: `artifact of ${GIGABYTES} GB`, value: Number(median(ours).toPrecision(4)), unit: 's', peer: "the client's hashing and staging alone", ratio: Number(ratio.toPrecision(4)), goal: 1.5, ok: ratio <= 1.5, note: `peer ${median(theirs).toPrecision(4)} s, over ${TURNS}` });
}
