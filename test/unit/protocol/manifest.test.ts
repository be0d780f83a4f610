// The canonical manifest refuses what no version may hold, and names it.
import { describe, expect, test } from 'vitest';
import { checkoutProblems } from '../../../electron/engine/domain/checkoutProblems.js';
import { canonicalManifest, parseManifest, type ManifestEntry } from '../../../electron/engine/domain/manifest.js';
import { compareCodePoints } from '../../../electron/engine/domain/manifestPath.js';
import { fc, runs } from '../../support/fastCheck.js';

const DIGEST = `b3:${'a'.repeat(64)}`;
const file = (path: string, size = 1): ManifestEntry => ({ path, size, digest: DIGEST });

describe('canonicalManifest', () => {
  test.each(['', '/abs', 'a//b', 'a/', '../x', 'a/../b', './a', 'a/.', 'a\\b', 'a\0b', '\ud800', `${'x'.repeat(4096)}y`])('refuses the path %j', (path) => {
    expect(() => canonicalManifest([file(path)])).toThrow(expect.objectContaining({ code: 'invalid_path', details: expect.objectContaining({ path }) as unknown }));
  });

  test('two paths equal after NFC are named with their bytes', () => {
    expect(() => canonicalManifest([file('caf\u00e9'), file('cafe\u0301')])).toThrow(
      expect.objectContaining({ code: 'duplicate_path', message: expect.stringContaining('636166c3a9') as unknown, details: { paths: ['caf\u00e9', 'cafe\u0301'], bytes: ['636166c3a9', '63616665cc81'] } }),
    );
  });

  test('one name cannot be both a file and a folder', () => {
    expect(() => canonicalManifest([file('a/b'), file('a')])).toThrow(expect.objectContaining({ code: 'duplicate_path' }));
  });

  test.each([{ path: 'a', size: -1, digest: DIGEST }, { path: 'a', size: 1.5, digest: DIGEST }, { path: 'a', size: 1, digest: 'md5:1' }, { path: 'a', uri: 'no scheme' }, { path: 'a', size: 1, digest: DIGEST, mode: 420 }, { path: 'a' }])('refuses the entry %j', (entry) => {
    expect(() => canonicalManifest([entry as ManifestEntry])).toThrow(expect.objectContaining({ code: 'invalid_input' }));
  });

  test('the order given does not matter, and reading back gives the same digest', () => {
    const paths = fc.uniqueArray(fc.string({ unit: 'binary', minLength: 1, maxLength: 6 }).filter((p) => !/[/\\\0]/.test(p) && p !== '.' && p !== '..'), { selector: (p) => p.normalize('NFC'), maxLength: 12 });
    fc.assert(
      fc.property(paths, fc.infiniteStream(fc.nat()), (names, random) => {
        const entries = names.map((name, size) => file(name, size));
        const shuffled = [...entries].sort(() => (random.next().value as number) % 3 - 1);
        const manifest = canonicalManifest(entries);
        expect(canonicalManifest(shuffled)).toEqual(manifest);
        expect(parseManifest(Buffer.from(manifest.json))).toEqual(manifest);
        const utf8 = manifest.entries.map((entry) => Buffer.from(entry.path));
        expect([...utf8].sort(Buffer.compare)).toEqual(utf8);
      }),
      { numRuns: runs(300) },
    );
  });

  test('astral characters come after the last of the basic plane', () => {
    expect(['\u{1f600}', '\uff21', '\ud7ff'].sort(compareCodePoints)).toEqual(['\ud7ff', '\uff21', '\u{1f600}']);
  });
});

describe('parseManifest', () => {
  const canonical = canonicalManifest([file('a'), file('b')]).json;
  test.each([
    ['a space', canonical.replace(':[', ': [')],
    ['another order', canonical.replace('"path":"a"', '"path":"c"')],
    ['keys out of order', '{"files":[],"cairn":"manifest/1"}'],
    ['another format', '{"cairn":"manifest/2","files":[]}'],
    ['a decomposed path', canonical.replace('"path":"b"', '"path":"e\u0301"')],
    ['half of it', canonical.slice(0, 40)],
  ])('refuses %s', (_what, text) => {
    expect(() => parseManifest(Buffer.from(text))).toThrow(expect.objectContaining({ code: 'malformed_file' }));
  });

  test('refuses bytes that are not UTF-8', () => {
    expect(() => parseManifest(Buffer.concat([Buffer.from('{"cairn":"manifest/1","files":["'), Buffer.from([0xff]), Buffer.from('"]}')]))).toThrow(expect.objectContaining({ code: 'malformed_file' }));
  });
});

describe('checkoutProblems', () => {
  test('Windows: reserved names and characters, trailing dots, case, length', () => {
    const codes = checkoutProblems(['con', 'aux.txt', 'sub/NUL .tar', 'a:b', 'dot.', 'ok/Model', 'OK/model2', 'console', 'x'.repeat(240)], 'win32', 30).map((p) => `${p.code} ${p.path.slice(0, 12)}`);
    expect(codes).toEqual(['case_collision OK/model2', 'reserved_name con', 'reserved_name aux.txt', 'reserved_name sub/NUL .tar', 'reserved_character a:b', 'trailing_dot_or_space dot.', 'path_too_long xxxxxxxxxxxx']);
  });

  test('macOS merges case, Linux does not', () => {
    expect(checkoutProblems(['Stra\u00dfe', 'STRASSE'], 'darwin')).toMatchObject([{ code: 'case_collision', path: 'STRASSE', other: 'Stra\u00dfe' }]);
    expect(checkoutProblems(['Stra\u00dfe', 'STRASSE', 'con', 'a:b'], 'linux')).toEqual([]);
    expect(checkoutProblems(['\u00e9'.repeat(128)], 'linux')).toMatchObject([{ code: 'name_too_long' }]);
  });
});
