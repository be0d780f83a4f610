// Code of a bundle as V8 compiled it before, kept beside it at build time. The command line and the engine compile 4 MB anew without it.
import { blake3 } from '@napi-rs/blake-hash';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Script } from 'node:vm';

const DIGEST_BYTES = 32;

/** The bundle is CommonJS: a function of what Node gives to a module. */
type Body = (exports: object, require: NodeJS.Require, module: { exports: object }, filename: string, folder: string) => void;

export interface Program {
  readonly script: Script;
  /** The bundle's bytes, which a cache is good for. */
  readonly source: Uint8Array;
  run(): void;
}

/** Where the compiled code of a bundle lies: V8 reads only what it wrote itself, so each runtime has its own. */
export function codeCacheFile(bundle: string): string {
  return `${bundle.replace(/\.cjs$/, '')}.${process.versions.v8}.cache`;
}

/** Of the source and the compiled code together: V8 itself compares no more than the source's length. */
function digest(source: Uint8Array, compiled: Uint8Array): Buffer {
  return blake3(Buffer.concat([blake3(source), blake3(compiled)]));
}

/** A cache file: the digest, then what V8 wrote. */
export function packCode(source: Uint8Array, compiled: Uint8Array): Buffer {
  return Buffer.concat([digest(source, compiled), compiled]);
}

/** What V8 wrote for just this source; undefined where there is none, and for one that is stale or damaged. */
function compiledFor(bundle: string, source: Uint8Array): Buffer | undefined {
  let cache: Buffer;
  try {
    cache = readFileSync(codeCacheFile(bundle));
  } catch {
    return undefined;
  }
  const compiled = cache.subarray(DIGEST_BYTES);
  return digest(source, compiled).equals(cache.subarray(0, DIGEST_BYTES)) ? compiled : undefined;
}

/** A bundle beside this one, ready to run: from its cache where that fits, else compiled. */
export function loadProgram(bundle: string): Program {
  const source = readFileSync(bundle);
  const cachedData = compiledFor(bundle, source);
  const script = new Script(`(function (exports, require, module, __filename, __dirname) { ${source.toString('utf8')}\n})`, { filename: bundle, ...(cachedData ? { cachedData } : {}) });
  return {
    script,
    source,
    run() {
      const module = { exports: {} };
      (script.runInThisContext() as Body)(module.exports, createRequire(bundle), module, bundle, dirname(bundle));
    },
  };
}

/** Run by the build: as `loadProgram`, and keeps what V8 compiled of the bundle until the process ends. */
export function keepProgram(bundle: string): Program {
  const program = loadProgram(bundle);
  process.once('exit', () => {
    const file = codeCacheFile(bundle);
    const made = `${file}.${process.pid}`;
    writeFileSync(made, packCode(program.source, program.script.createCachedData()));
    renameSync(made, file);
  });
  return program;
}
