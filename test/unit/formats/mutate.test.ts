// Every format against its real files cut off and broken at random, and against large files made to cost much, in
// a process that may hold 256 MB. 1,000 mutations a format; CAIRN_MUTATIONS sets another number, CAIRN_SEED the first seed.
import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { detectFormat, FORMATS, HEAD_BYTES } from '../../../electron/engine/formats/registry.js';
import { ggufHeader, ggufWriter } from '../../fixtures/gguf.js';
import { bytesField, numberField, onnxModel, tensorProto } from '../../fixtures/onnx.js';
import { safetensorsHeader, withLength } from '../../fixtures/safetensors.js';
import { torchArchive } from '../../fixtures/torchZip.js';
import { runCapped } from '../../support/runCapped.js';
import { SEED } from '../../support/seed.js';
import { buildProgram } from '../../support/buildProgram.js';
import { tempFolder } from '../../support/tempFolder.js';

const MUTATIONS = Number(process.env['CAIRN_MUTATIONS'] ?? 1000);
const FILES = join(__dirname, '../../fixtures/files');

let program = '';

/** As many as are allowed, in the long form. */
const COUNT = MUTATIONS > 1000 ? 100_000 : 20_000;
const long = (index: number): string => `${index}.`.padEnd(150, 'n');

/** Zeros behind `head`, which take no room on most disks. */
function sparse(file: string, head: Buffer, size: number): void {
  writeFileSync(file, head);
  truncateSync(file, size);
}

/** As much as is allowed of what costs memory, and more than is allowed of what costs time. */
const COSTLY: readonly (readonly [string, (file: string) => void, number | string])[] = [
  ['tensors.safetensors', (file) => writeFileSync(file, safetensorsHeader(Object.fromEntries(Array.from({ length: COUNT }, (_, index) => [long(index), { dtype: 'U8', shape: [0, 1, 1, 1], bytes: 0 }])))), COUNT],
  ['lists.safetensors', (file) => writeFileSync(file, withLength(Buffer.from(`{"__metadata__":[${'[],'.repeat(8_000_000)}[]]}`))), 'more than 400000 lists'],
  ['numbers.safetensors', (file) => writeFileSync(file, withLength(Buffer.from(`{"__metadata__":[${'1,'.repeat(12_000_000)}1]}`))), 'more than 2000000 items'],
  ['tensors.gguf', (file) => writeFileSync(file, ggufHeader({ tensors: Array.from({ length: COUNT }, (_, index) => ({ name: long(index), shape: [0, 1, 1, 1], type: 0, offset: 0n })) })), COUNT],
  ['words.gguf', (file) => sparse(file, ggufHeader({ keyCount: 1n, keys: [['k', ggufWriter().list(8, 20_000_000n, Buffer.alloc(0))]] }), 200_000_000), 'longer than the 100000000 bytes'],
  ['lists.gguf', (file) => sparse(file, ggufHeader({ keyCount: 1n, keys: [['k', ggufWriter().list(9, 16_000_000n, Buffer.alloc(0))]] }), 200_000_000), '16000000 lists in a list'],
  ['tensors.onnx', (file) => writeFileSync(file, onnxModel(Array.from({ length: COUNT }, (_, index) => bytesField(5, tensorProto({ name: long(index), shape: [1, 1, 1, 1], type: 2, raw: Buffer.alloc(1) }))))), COUNT],
  ['fields.onnx', (file) => writeFileSync(file, Buffer.concat([numberField(1, 8), Buffer.alloc(22_000_000, Buffer.from([0x78, 0]))])), 'more fields than are read'],
  ['attributes.onnx', (file) => writeFileSync(file, onnxModel([bytesField(1, Buffer.alloc(40_000_000, Buffer.from([0x2a, 0])))])), 'more than 10000 attributes'],
  ['values.pkl', (file) => writeFileSync(file, Buffer.concat([Buffer.from('8002285d', 'hex'), Buffer.alloc(3_000_000, ']')])), 0],
  ['numbers.pkl', (file) => writeFileSync(file, Buffer.concat([Buffer.from('80025d28', 'hex'), Buffer.alloc(6_000_000, Buffer.from('K\x01'))])), 0],
  ['texts.pkl', (file) => writeFileSync(file, Buffer.concat([Buffer.from('80025d28', 'hex'), Buffer.alloc(120_000_000, Buffer.concat([Buffer.from('58fffe0000', 'hex'), Buffer.alloc(65_279, 'x')]))])), 0],
  // A pair of itself, sixty times over: 2^60 values in 130 bytes.
  ['laughs.pt', (file) => writeFileSync(file, torchArchive([Buffer.alloc(4)], Buffer.from(`80025d${'3286'.repeat(60)}2e`, 'hex'))), 'more than 1000000 objects'],
  ['laughs.pkl', (file) => writeFileSync(file, Buffer.from(`80025d${'3286'.repeat(60)}2e`, 'hex')), 0],
  ['members.pt', (file) => writeFileSync(file, torchArchive(Array.from({ length: COUNT - 2 }, () => Buffer.alloc(1)))), COUNT - 2],
];

beforeAll(async () => {
  program = await buildProgram('test/unit/formats/mutate.program.ts');
});

describe('broken files', () => {
  it.each(FORMATS.map((format) => [format.id, format] as const))('%s ends each in a named error or a correct result', { timeout: 20_000 + MUTATIONS * 20 }, async (id, format) => {
    const files = readdirSync(FILES).filter((name) => name !== 'README.md' && detectFormat(readFileSync(join(FILES, name)).subarray(0, HEAD_BYTES), name) === format).map((name) => join(FILES, name));
    const { code, lastLine, errors, hung } = await runCapped(program, [id, String(MUTATIONS), String(SEED), ...files]);
    expect(hung, `it hung at: ${lastLine}`).toBe(false);
    expect(code, `it ended at: ${lastLine}\n${errors}`).toBe(0);
    const { cases, refused, slowest, peakMb } = JSON.parse(lastLine) as { cases: number; refused: number; slowest: { label: string; ms: number }; peakMb: number };
    process.stdout.write(`${id}: ${cases} cases, ${refused} refused, slowest ${slowest.ms.toFixed(1)} ms (${slowest.label}), ${peakMb} MB at most\n`);
    expect(cases).toBeGreaterThan(MUTATIONS);
    // Most changes of text leave it text.
    expect(refused).toBeGreaterThan(MUTATIONS / 50);
    expect(refused).toBeLessThan(cases);
  });

  // Found by the long form; beyond what the short one tries.
  it.each([['tflite', 'model.tflite', 6850], ['hdf5', 'plain.h5', 2104], ['keras', 'lambda.keras', 2601]] as const)('%s: %s with mutation %i, which was wrong once', async (id, name, seed) => {
    const { code, errors } = await runCapped(program, [id, '1', String(seed), join(FILES, name)]);
    expect(code, errors).toBe(0);
  });

  it.each(COSTLY)('%s ends within bounds', async (name, write, expected) => {
    const file = join(tempFolder(), name);
    write(file);
    const { code, lastLine, errors, hung } = await runCapped(program, ['file', file]);
    expect(hung).toBe(false);
    expect(code, errors).toBe(0);
    const found = JSON.parse(lastLine) as { format: string; problem: string | null; tensors: number; ms: number; peakMb: number };
    process.stdout.write(`${name}: ${Math.round(statSync(file).size / 1e6)} MB, ${found.ms.toFixed(0)} ms, ${found.peakMb} MB at most\n`);
    if (typeof expected === 'number') expect(found).toMatchObject({ problem: null, tensors: expected });
    else expect(found.problem).toContain(expected);
  });

  it.runIf(process.platform === 'linux')('the cap is real: a process that holds 512 MB does not get them', async () => {
    const { code, lastLine } = await runCapped(program, ['hog']);
    expect(code).not.toBe(0);
    expect(lastLine).toBe('');
  });
});
