// The reader of torch archives against files of the real library, and against archives whose directory lies.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pytorchZip } from '../../../electron/engine/formats/pytorchZip.js';
import { inspectFile } from '../../../electron/engine/formats/registry.js';
import { CairnError } from '../../../shared/contract/errors.js';
import { sourceOf } from '../../fixtures/bytes.js';
import { torchArchive, zipArchive, type ZipPart } from '../../fixtures/torchZip.js';

const inspect = (bytes: Uint8Array, size = bytes.length) => pytorchZip.inspect(sourceOf(bytes, 'model.pt', { size }));
const real = (name: string): Buffer => readFileSync(join(__dirname, '../../fixtures/files', name));
const part = (name: string, data: string | Uint8Array = 'x', lies: ZipPart['lies'] = {}): ZipPart => ({ name, data: Buffer.from(data as string), lies });
const PICKLE = part('a/data.pkl');

async function refusal(bytes: Uint8Array): Promise<string> {
  const error: unknown = await inspect(bytes).then(() => new Error('it was accepted'), (thrown: unknown) => thrown);
  if (!(error instanceof CairnError) || error.code !== 'malformed_file') throw error;
  expect(error.message).toContain('model.pt');
  return error.message;
}

describe('pytorch archives', () => {
  it('lists the tensors of a real file where their storages are, and what its pickle imports', async () => {
    expect(await inspect(real('real.pt'))).toMatchObject({
      framework: 'PyTorch',
      parameters: 16,
      tensors: [
        { name: 'w', dtype: 'float32', shape: [4, 3], bytes: 48, offset: 448 },
        { name: 'b', dtype: 'float16', shape: [3], bytes: 6, offset: 576 },
        { name: 'n', dtype: 'int64', shape: [], bytes: 8, offset: 704 },
      ],
      metadata: { 'torch.archive': 'real', 'torch.kind': 'saved objects', 'torch.archive_version': '3' },
      safety: { level: 'clean', findings: [{ level: 'clean', path: 'real/data.pkl', evidence: expect.stringContaining('torch._utils._rebuild_tensor_v2') as string }] },
      borders: null,
    });
  });

  it('tells a real TorchScript file, with its packed members, from saved objects', async () => {
    const facts = await inspect(real('real-script.pt'));
    expect(facts.tensors).toEqual([{ name: 'weight', dtype: 'float32', shape: [2], bytes: 8, offset: 64 }]);
    expect(facts.metadata['torch.kind']).toBe('TorchScript');
    expect(facts.safety).toMatchObject({ level: 'clean', findings: [{ path: 'real-script/data.pkl' }, { what: expect.stringContaining('TorchScript code') as string }] });
  });

  it('reads what newer versions add, and archives without a 64-bit record', async () => {
    const parts = [PICKLE, part('a/.format_version', '1'), part('a/byteorder', 'little'), part('a/data/0', 'abcd'), part('a/version', '3\n'), part('a/.data/serialization_id', '123')];
    for (const without64 of [false, true]) {
      const facts = await inspect(zipArchive(parts, { without64 }));
      expect(facts.tensors).toMatchObject([{ name: 'data/0', bytes: 4 }]);
      expect(facts.metadata).toMatchObject({ 'torch.byte_order': 'little', 'torch.format_version': '1', 'torch.archive_version': '3' });
    }
  });

  it('names a file cut off at any byte', async () => {
    const whole = real('real.pt');
    for (let length = 0; length < whole.length; length += 1) await refusal(whole.subarray(0, length));
  });

  it('finds members that would be unpacked elsewhere', async () => {
    const facts = await inspect(zipArchive([PICKLE, part('../../etc/cron.d/x'), part('/root/x')]));
    expect(facts.safety.level).toBe('dangerous');
    expect(facts.safety.findings.slice(0, 2)).toMatchObject([{ what: expect.stringContaining('"../../etc/cron.d/x"') as string }, { what: expect.stringContaining('"/root/x"') as string }]);
  });

  it.each([
    ['no directory', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(100)]), 'no directory at its end'],
    ['no pickle', zipArchive([part('a/b')]), 'no data.pkl'],
    ['two models', zipArchive([PICKLE, part('b/data.pkl')]), 'two models, "a" and "b"'],
    ['2^40 members', zipArchive([PICKLE], { count: 2n ** 40n }), '1099511627776 members'],
    ['members that do not fit', zipArchive([PICKLE], { count: 5n }), 'claims 5 members'],
    ['fewer members', zipArchive([PICKLE, part('a/b')], { count: 1n }), 'its 1 members end at byte'],
    ['a directory elsewhere', zipArchive([PICKLE], { start: 7n }), 'and the record behind it begins at'],
    ['a directory of 2^63', zipArchive([PICKLE], { start: 2n ** 63n }), 'the place of its directory is 9223372036854775808'],
    ['a member twice', zipArchive([PICKLE, PICKLE]), '"a/data.pkl" occurs twice'],
    ['a member past the end', zipArchive([PICKLE, part('a/data/0', 'x', { size: 0xfffffff0 })]), 'into the directory at'],
    ['a member elsewhere', zipArchive([PICKLE, part('a/data/0', 'x', { header: 5 })]), 'inside another one'],
    ['a member nowhere', zipArchive([PICKLE, part('a/data/0', 'x', { header: 150 })]), 'where the directory says it is'],
    ['another name before the bytes', zipArchive([PICKLE, part('a/data/0', 'x', { localName: 'a/data/1' })]), 'says it is "a/data/1"'],
    ['an encrypted member', zipArchive([PICKLE, part('a/data/0', 'x', { flags: 1 })]), 'is encrypted'],
    ['another method before the bytes', zipArchive([PICKLE, part('a/data/0', 'x', { method: 8 })]), 'packed by method 0; the directory says otherwise'],
    ['64-bit sizes that are not there', zipArchive([PICKLE, part('a/data/0', 'x', { size: 0xffffffff })]), 'lacks its 64-bit sizes'],
  ])('names %s', async (_, bytes, found) => {
    expect(await refusal(bytes)).toContain(found);
  });

  it('names two records at the end that disagree', async () => {
    const bytes = zipArchive([PICKLE, part('a/data/0')]);
    bytes.writeUInt16LE(1, bytes.length - 12);
    expect(await refusal(bytes)).toContain('different directories');
  });

  it('keeps its borders and names its storages when its pickle breaks off, which is suspicious', async () => {
    const facts = await inspect(torchArchive([Buffer.alloc(70_000, 1)], Buffer.from('\x80\x02}q\x00', 'latin1')));
    expect(facts).toMatchObject({ parameters: null, tensors: [{ name: 'data/0', bytes: 70_000 }], safety: { level: 'suspicious', findings: [{ path: 'archive/data.pkl', what: expect.stringContaining('breaks off') as string }] } });
    expect(facts.borders).toHaveLength(2);
  });

  it('reads next to nothing of large storages, and cuts at both of their ends', async () => {
    const bytes = torchArchive([Buffer.alloc(3_000_000, 1), Buffer.alloc(10, 2), Buffer.alloc(2_000_000, 3)]);
    let read = 0;
    const facts = await pytorchZip.inspect(sourceOf(bytes, 'model.pt', { onRead: (length) => (read += length) }));
    expect(read).toBeLessThan(80_000);
    expect(facts.borders).toEqual(facts.tensors.filter((one) => one.bytes > 10).flatMap(({ offset, bytes: length }) => [offset, offset + length]));
  });

  it('is recognised by its first member; another zip, or a pickle by itself, is what it is whatever its name', async () => {
    expect(pytorchZip.detect(real('real.pt'), 'x')).toBe(0.9);
    expect(pytorchZip.detect(real('real-script.pt'), 'x.ckpt')).toBe(1);
    expect(await inspectFile(sourceOf(zipArchive([part('mimetype')]), 'model.pt'))).toMatchObject({ format: 'archive', safety: { findings: [{ what: 'It is named .pt, and by its bytes it is archive.' }] } });
    expect(await inspectFile(sourceOf(Buffer.from('\x80\x02}q\x00.', 'latin1'), 'model.pt'))).toMatchObject({ format: 'pickle', safety: { level: 'clean' } });
    expect(await inspectFile(sourceOf(Buffer.from('no model'), 'model.pt'))).toBeUndefined();
  });
});
