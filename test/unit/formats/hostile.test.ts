// Hostile files are flagged with what they would do, and nothing of them runs: a canary file that most of them would make is not made.
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withFileSource } from '../../../electron/engine/formats/fileSource.js';
import { pickleFile } from '../../../electron/engine/formats/pickleFile.js';
import { inspectFile } from '../../../electron/engine/formats/registry.js';
import type { InspectedFile, SafetyFinding } from '../../../electron/engine/formats/types.js';
import { sourceOf } from '../../fixtures/bytes.js';
import { callPickle, hostileFiles } from '../../fixtures/hostile.js';
import { zipArchive } from '../../fixtures/torchZip.js';
import { tempFolder } from '../../support/tempFolder.js';

async function look(folder: string, name: string, bytes: Uint8Array): Promise<InspectedFile> {
  writeFileSync(join(folder, name), bytes);
  const found = await withFileSource(join(folder, name), name, inspectFile);
  if (!found) throw new Error(`${name} was not recognised`);
  return found;
}

const words = ({ what, evidence, path }: SafetyFinding): string => `${what} ${evidence} ${path}`;

describe('hostile files', () => {
  it('are each flagged with what they would do, and none of them does it', async () => {
    const folder = tempFolder();
    const canary = join(folder, 'canary');
    for (const { name, bytes, says, level, broken } of hostileFiles(canary)) {
      const { safety, problem } = await look(folder, name, bytes);
      expect([name, problem !== null, safety.level]).toEqual([name, broken === true, level]);
      expect([name, safety.findings.map(words).join('\n')]).toEqual([name, expect.stringContaining(says)]);
      expect(safety.findings.some((finding) => finding.level === level && finding.evidence !== '')).toBe(true);
    }
    expect(existsSync(canary)).toBe(false);
  });

  const python = spawnSync('python3', ['--version']).status === 0;
  it('would run when loaded: Python itself makes the canary from those that are plain pickles', ({ skip }) => {
    if (!python) skip('no Python is here to load a pickle with');
    const folder = tempFolder();
    const canary = join(folder, 'canary');
    for (const { name, bytes, loads } of hostileFiles(canary)) {
      if (loads !== true) continue;
      writeFileSync(join(folder, name), bytes);
      spawnSync('python3', ['-c', 'import pickle, sys; pickle.load(open(sys.argv[1], "rb"))', join(folder, name)]);
      expect([name, existsSync(canary)]).toEqual([name, true]);
      rmSync(canary);
    }
  });

  it('harmless files of the same kinds are not flagged', async () => {
    const folder = tempFolder();
    for (const [module, name] of [['collections', 'OrderedDict'], ['torch._utils', '_rebuild_tensor_v2'], ['sklearn.svm._classes', 'SVC'], ['numpy', 'dtype']] as const) {
      expect((await look(folder, 'a.pkl', callPickle(module, name, 'x'))).safety.level).toBe('clean');
    }
    expect((await look(folder, 'a.pkl', callPickle('mylab.models', 'Net', 'x'))).safety).toMatchObject({ level: 'unknown', findings: [{ what: expect.stringContaining('mylab.models.Net') as string }] });
  });

  it('a pickle packed in a way that is not unpacked here is not called clean', async () => {
    const folder = tempFolder();
    // bz2.compress(pickle.dumps({'a': 1}))
    const sealed = Buffer.from('QlpoOTFBWSZTWYOGJfcAAAhfgEAAQAQCEAAQIACgIgAYDQwIpiZBSxtXNZ8XckU4UJCDhiX3', 'base64');
    for (const name of ['model.joblib', 'model.pkl.bz2']) expect(await look(folder, name, sealed)).toMatchObject({ format: 'pickle', problem: null, safety: { level: 'unknown' } });
    // lzma.compress(pickle.dumps(1)), as joblib's compress=('xz', 3) begins too
    const xz = Buffer.from('/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQAEgARLAS4AAAAAAA==', 'base64');
    expect(await look(folder, 'model.pkl.xz', xz)).toMatchObject({ format: 'pickle', metadata: { 'pickle.packed': 'xz' }, safety: { level: 'unknown', findings: [{ what: expect.stringContaining('packed by xz') as string }] } });
    expect(await look(folder, 'weights.tar.xz', xz)).toMatchObject({ format: 'archive', problem: null, safety: { level: 'unknown', findings: [{ what: expect.stringContaining('packed by xz') as string }] } });
    expect(await look(folder, 'weights.tar.bz2', sealed)).toMatchObject({ format: 'archive', safety: { level: 'unknown' } });
  });

  it('a pickle that is padded until it is too large to be described is still asked for all that it imports', async () => {
    const folder = tempFolder();
    const pad = Buffer.alloc(900_000, Buffer.from(']0'));
    const text = (value: string): Buffer => Buffer.concat([Buffer.from([0x8c, value.length]), Buffer.from(value)]);
    const padded = (...rest: Buffer[]): Buffer => Buffer.concat([Buffer.from('8004', 'hex'), pad, ...rest]);
    const call = Buffer.concat([text('id'), Buffer.from('85522e', 'hex')]);
    expect(await look(folder, 'a.pkl', padded(text('os'), text('system'), Buffer.from([0x93]), call))).toMatchObject({ safety: { level: 'dangerous', findings: [{ what: expect.stringContaining('os.system') as string }, {}] } });
    expect((await look(folder, 'a.pkl', padded(text('collections'), text('OrderedDict'), Buffer.from('9329522e', 'hex')))).safety.level).toBe('clean');
    // The two texts on top are other ones than the last that were written.
    expect((await look(folder, 'a.pkl', padded(text('os'), text('system'), text('collections'), text('OrderedDict'), Buffer.from('303093', 'hex'), call))).safety.level).toBe('suspicious');
    // A number that is given twice stands for what it was given to last.
    expect((await look(folder, 'a.pkl', padded(text('os'), Buffer.from('7100', 'hex'), text('system'), Buffer.from('7101', 'hex'), text('collections'), Buffer.from('7102', 'hex'), text('x'), Buffer.from('7102680068019330', 'hex'), call))).safety.level).toBe('dangerous');
  });

  it('what was found stands though the file is refused behind it', async () => {
    const folder = tempFolder();
    const tensor = Buffer.from("\x80\x02}(X\x01\x00\x00\x00acos\nsystem\nX\x02\x00\x00\x00id\x85RX\x01\x00\x00\x00bctorch._utils\n_rebuild_tensor_v2\n((X\x07\x00\x00\x00storagectorch\nFloatStorage\nX\x01\x00\x00\x000X\x03\x00\x00\x00cpuK\x01tQK\x09K\x09\x85K\x01\x85\x89}tRu.", 'latin1');
    const found = await look(folder, 'a.pt', zipArchive([{ name: 'a/data.pkl', data: tensor }, { name: 'a/data/0', data: Buffer.alloc(4) }, { name: 'a/version', data: Buffer.from('3\n') }]));
    expect(found.problem).toContain('storage of 4 bytes');
    expect(found.safety).toMatchObject({ level: 'dangerous', findings: [{ what: expect.stringContaining('os.system') as string }, { level: 'suspicious' }, { level: 'clean' }] });
  });

  it('many findings that are harmless hide none that is not', async () => {
    const layer = (index: number): object => ({ class_name: 'Own', module: `mylab.m${index}`, config: { name: `l${index}` } });
    const lambda = { class_name: 'Lambda', module: 'keras.layers', config: { name: 'last', function: {} } };
    const layers = [...Array.from({ length: 120 }, (_, index) => layer(index)), lambda];
    const config = JSON.stringify({ class_name: 'Sequential', module: 'keras', config: { name: 's', layers } });
    const { safety } = await look(tempFolder(), 'a.keras', zipArchive([{ name: 'metadata.json', data: Buffer.from('{}') }, { name: 'config.json', data: Buffer.from(config) }]));
    expect(safety).toMatchObject({ level: 'dangerous', findings: expect.arrayContaining([expect.objectContaining({ what: expect.stringContaining('Lambda') as string })]) as unknown });
  });

  it('says at which byte', async () => {
    const { safety } = await pickleFile.inspect(sourceOf(callPickle('os', 'system', 'id'), 'a.pkl'));
    expect(safety.findings[0]).toEqual({ level: 'dangerous', what: 'Loading it would call os.system, which can run any program on the computer.', evidence: 'byte 21: os.system("id")', path: '' });
  });
});
