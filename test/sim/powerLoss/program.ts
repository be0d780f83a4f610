// Keeps bytes in a cache in every way there is, and tells what was kept: `program SEED HOME WORKER`. Its disk is recorded.
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openCache } from '../../../electron/engine/cache/cache.js';
import { note } from './recorder.js';
import { bodiesOf, digestOf, piecesOf } from './work.js';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

async function main([seed = '1', home = '', workerFile = '']: readonly string[]): Promise<void> {
  const bodies = bodiesOf(Number(seed));
  const cache = await openCache({ dataRoot: home, clock: { now: () => Date.now() }, random: { bytes: (length) => randomBytes(length) }, logger: quiet, workerFile });
  const sources = join(dirname(home), 'sources');
  mkdirSync(sources, { recursive: true });
  const told = (bytes: readonly Uint8Array[]): void => note({ do: 'told', blobs: bytes.map(digestOf) });
  const ingest = async (name: string, files: readonly Uint8Array[]): Promise<void> => {
    const paths = files.map((bytes, index) => {
      const path = join(sources, `${name}${index}`);
      writeFileSync(path, bytes);
      return path;
    });
    const hold = cache.hold();
    await cache.ingest((await cache.scan(paths)).entries, { hold });
    told(files);
    hold.release();
  };
  await ingest('small', bodies.files);
  const hold = cache.hold();
  await cache.putBytes(bodies.derived, hold);
  told([bodies.derived]);
  await cache.putMany(bodies.many, hold);
  told(bodies.many);
  async function* stream(): AsyncGenerator<Uint8Array> {
    yield bodies.streamed;
  }
  await cache.receive(stream(), hold, { size: bodies.streamed.length });
  told([bodies.streamed]);
  for (const bytes of bodies.arriving) await cache.arriveWhole(digestOf(bytes), bytes);
  await cache.keepArrived(bodies.arriving.map((bytes) => ({ blob: digestOf(bytes), bytes: bytes.length })), hold);
  told(bodies.arriving);
  const { list, pieces } = piecesOf(bodies.long);
  const arrival = await cache.arrive(digestOf(bodies.long), bodies.long.length, list, hold);
  for (const [index, piece] of pieces.entries()) await arrival.write(index, piece);
  await arrival.finish();
  await arrival.close();
  told([bodies.long]);
  const rest = piecesOf(bodies.unfinished);
  const half = await cache.arrive(digestOf(bodies.unfinished), bodies.unfinished.length, rest.list, hold);
  await half.write(0, rest.pieces[0] ?? new Uint8Array(0));
  await half.close();
  hold.release();
  await ingest('large', [bodies.large]);
  await cache.close();
}

void main(process.argv.slice(2));
