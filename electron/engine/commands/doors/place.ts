// Use in: hands a version to another program without a second copy of its bytes, remembers what was written, and takes it back.
import { existsSync, mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { CairnError } from '../../../../shared/contract/errors.js';
import { Placed, type PlaceApp } from '../../../../shared/contract/doors.js';
import type { Digest } from '../../../../shared/contract/primitives.js';
import { namedError } from '../../cache/fsErrors.js';
import type { EngineContext } from '../context.js';
import { requireManifest, requireVersion } from '../contents.js';
import { holding } from '../storage/holding.js';
import { placementFor } from './places.js';

const Kept = z.object({ placed: z.array(Placed.extend({ paths: z.array(z.string()), base: z.string() })) });
type Kept = z.infer<typeof Kept>;

const fileOf = ({ dataRoot }: EngineContext): string => join(dataRoot, 'placed.json');

function read(engine: EngineContext): Kept {
  try {
    return Kept.parse(JSON.parse(readFileSync(fileOf(engine), 'utf8')));
  } catch {
    return { placed: [] }; // nothing was placed yet
  }
}

function write(engine: EngineContext, kept: Kept): void {
  const temp = `${fileOf(engine)}.${process.pid}.tmp`;
  writeFileSync(temp, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600 });
  renameSync(temp, fileOf(engine));
}

/** Removes files and the folders that are empty without them, up to `base`. */
function removeFrom(base: string, paths: readonly string[]): void {
  for (const path of paths) {
    rmSync(join(base, path), { force: true });
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
      try {
        rmdirSync(join(base, folder));
      } catch {
        break; // others have something in it
      }
    }
  }
}

export async function place(engine: EngineContext, { ref, app }: { readonly ref: string; readonly app: PlaceApp }): Promise<Placed> {
  const { cache, registry, ports } = engine;
  const version = requireVersion(engine, registry.read.resolveText(ref, engine.where()).version);
  const files = requireManifest(engine, version).entries.flatMap((entry) => ('digest' in entry ? [{ path: entry.path, digest: entry.digest as Digest, size: entry.size }] : []));
  if (files.length === 0) throw new CairnError('offline', `${version.ref} holds references only; there are no bytes to hand on.`, { ref });
  const { base, folder, files: shared, notes, name } = await placementFor(app, cache, version, files);
  const target = join(base, folder);
  const existing = shared.filter((file) => existsSync(join(target, file.path)));
  // A folder of its own is written whole; one that others share gets the file by itself.
  const own = existing.length === 0 && !existsSync(target);
  const staging = own ? target : join(base, `.cairn-${Buffer.from(ports.random.bytes(4)).toString('hex')}`);
  let method: Placed['method'] = 'cached';
  const missing = shared.filter((file) => !existing.includes(file));
  try {
    if (missing.length > 0) {
      const written = await holding(cache, missing.map(({ digest }) => digest), () => cache.checkout(missing, staging, { hardlink: true }));
      method = written.method;
      if (!own) {
        for (const file of missing) {
          mkdirSync(dirname(join(target, file.path)), { recursive: true });
          renameSync(join(staging, file.path), join(target, file.path));
        }
        rmSync(staging, { recursive: true, force: true });
      }
    }
    for (const [path, text] of notes) {
      mkdirSync(dirname(join(base, path)), { recursive: true });
      writeFileSync(join(base, path), text);
    }
  } catch (error) {
    throw namedError(error, 'target', 'Writing to', base);
  }
  const paths = [...shared.map((file) => join(folder, file.path)), ...notes.keys()];
  const placed: Kept['placed'][number] = { id: Buffer.from(ports.random.bytes(4)).toString('hex'), app, ref: version.ref, digest: version.digest, name, path: target, bytes: shared.reduce((sum, file) => sum + file.size, 0), method, at: ports.clock.now(), base, paths };
  const kept = read(engine).placed.filter((each) => !(each.app === app && each.digest === version.digest && each.path === target));
  write(engine, { placed: [...kept, placed] });
  return Placed.parse(placed);
}

export const placedList = (engine: EngineContext): Placed[] => read(engine).placed.map((each) => Placed.parse(each));

/** Takes back what `place` wrote, and nothing else. @throws CairnError not_found */
export function unplace(engine: EngineContext, { id }: { readonly id: string }): Placed {
  const { placed } = read(engine);
  const found = placed.find((each) => each.id === id || each.ref === id);
  if (!found) throw new CairnError('not_found', `Nothing was handed on under "${id}". See what was with cairn use-in ls.`, { id });
  const others = placed.filter((each) => each !== found);
  // Two versions of one model may share a file.
  const needed = new Set(others.filter((each) => each.base === found.base).flatMap((each) => each.paths));
  removeFrom(found.base, found.paths.filter((path) => !needed.has(path)));
  write(engine, { placed: others });
  return Placed.parse(found);
}
