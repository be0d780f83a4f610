// What every format of the registry must do, looped over the registry: a new format is tested without touching this file.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withFileSource } from '../../electron/engine/formats/fileSource.js';
import { detectFormat, FORMATS, HEAD_BYTES, inspectFile } from '../../electron/engine/formats/registry.js';
import { CairnError } from '../../shared/contract/errors.js';

const FILES = join(__dirname, '../fixtures/files');
const samples = readdirSync(FILES).filter((name) => name !== 'README.md');
const idOf = (name: string, as = name): string | undefined => detectFormat(readFileSync(join(FILES, name)).subarray(0, HEAD_BYTES), as)?.id;

/** Every byte of a small file, every 64th of a larger one and those at its end. */
const places = (size: number): number[] => Array.from({ length: size }, (_, at) => at).filter((at) => size <= 1024 || at % 64 === 0 || at > size - 32);

describe.each(FORMATS.map((format) => [format.id, format] as const))('%s', (id, format) => {
  const mine = samples.filter((name) => idOf(name) === id);

  it('has an id, extensions, a parser and a version', () => {
    expect(id).toMatch(/^[a-z0-9-]+$/);
    expect(format.extensions.length).toBeGreaterThan(0);
    expect(format.parserVersion).toBeGreaterThan(0);
  });

  it('reads the real files of its kind: tensors inside the file, borders in order, the same twice', async () => {
    expect(mine.length).toBeGreaterThan(0);
    for (const name of mine) {
      const path = join(FILES, name);
      const inspected = await withFileSource(path, name, inspectFile);
      const size = readFileSync(path).length;
      expect(inspected).toMatchObject({ format: id, problem: null });
      // Contents, or a finding that says what could not be read: never nothing at all.
      expect((inspected?.safety.findings.length ?? 0) + (inspected?.tensors.length ?? 0) + (inspected?.layers?.length ?? 0) + Object.keys(inspected?.metadata ?? {}).length).toBeGreaterThan(0);
      for (const tensor of inspected?.tensors ?? []) if (tensor.location === undefined) expect(tensor.offset + tensor.bytes).toBeLessThanOrEqual(size);
      const borders = inspected?.borders ?? [];
      expect([...borders].sort((a, b) => a - b)).toEqual(borders);
      expect(await withFileSource(path, name, inspectFile)).toEqual(inspected);
    }
  });

  it('detects them by their bytes alone, and nothing by noise', () => {
    for (const name of mine) expect([name, idOf(name, 'file')]).toEqual([name, id]);
    for (const head of [Buffer.alloc(0), Buffer.alloc(1), Buffer.alloc(64), Buffer.alloc(64, 0xff), Buffer.from('plain text, nothing else')]) {
      expect(format.detect(head, 'file')).toBeNull();
    }
  });

  it('ends in facts or in `malformed_file` for a file cut off anywhere and with any byte turned over', { timeout: 60_000 }, async () => {
    for (const name of mine) {
      const whole = readFileSync(join(FILES, name));
      const tries = places(whole.length).flatMap((at) => {
        const turned = Buffer.from(whole);
        turned[at] = (turned[at] as number) ^ (1 << (at % 8));
        return [whole.subarray(0, at), turned];
      });
      for (const bytes of tries) {
        const source = { size: bytes.length, name, read: async (offset: number, length: number) => bytes.subarray(offset, offset + length) };
        const outcome: unknown = await format.inspect(source).catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome instanceof CairnError && outcome.code).toBe('malformed_file');
      }
    }
  });
});

it('the real safetensors file says what its writer was given', async () => {
  const inspected = await withFileSource(join(FILES, 'real.safetensors'), 'real.safetensors', inspectFile);
  expect(inspected).toMatchObject({ framework: 'NumPy', parameters: 72, metadata: { format: 'np', epoch: '3' } });
  expect(Object.fromEntries((inspected?.tensors ?? []).map((tensor) => [tensor.name, [tensor.dtype, tensor.shape]]))).toEqual({
    'embed.weight': ['F32', [16, 4]],
    'head.bias': ['I64', [4]],
    scale: ['F16', []],
    mask: ['BOOL', [3]],
  });
});
