// The compiled code of bundles: taken where it fits, left alone where it does not.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { OUT } from '../../../build/lib/paths.mjs';
import { codeCacheFile, loadProgram, packCode } from '../../../electron/host/codeCache.js';
import { tempFolder } from '../../support/tempFolder.js';

const SOURCE = (said: string): string => `globalThis.codeCacheSaid = require('node:path').basename(__filename) + ${JSON.stringify(said)};`;
let bundle: string;

beforeEach(() => {
  bundle = join(tempFolder(), 'program.cjs');
  writeFileSync(bundle, SOURCE(' first'));
  const { script, source } = loadProgram(bundle);
  writeFileSync(codeCacheFile(bundle), packCode(source, script.createCachedData()));
});

function said(): { said: unknown; rejected: boolean | undefined } {
  const { script, run } = loadProgram(bundle);
  run();
  return { said: (globalThis as { codeCacheSaid?: unknown }).codeCacheSaid, rejected: script.cachedDataRejected };
}

test('compiled code is taken for the very source it was made from', () => {
  expect(said()).toEqual({ said: 'program.cjs first', rejected: false });
});

test('of a source that changed, also to one as long, the source counts', () => {
  writeFileSync(bundle, SOURCE(' other'));
  expect(said()).toEqual({ said: 'program.cjs other', rejected: undefined });
});

test('compiled code that is cut short, empty or damaged anywhere is not taken', () => {
  const file = codeCacheFile(bundle);
  const good = readFileSync(file);
  const damaged = [0, 40, good.length >> 1, good.length - 1].map((at) => good.map((byte, index) => (index === at ? byte ^ 1 : byte)));
  for (const bad of [...damaged, good.subarray(0, good.length - 1), good.subarray(0, 8), Buffer.alloc(0)]) {
    writeFileSync(file, bad);
    expect(said()).toEqual({ said: 'program.cjs first', rejected: undefined });
  }
});

test.each(process.versions['electron'] === undefined ? ['cliMain'] : ['cliMain', 'utility'])('what the build made of %s is taken by the runtime it was made for', (name) => {
  expect(loadProgram(join(OUT, 'electron', `${name}.cjs`)).script.cachedDataRejected).toBe(false);
});
