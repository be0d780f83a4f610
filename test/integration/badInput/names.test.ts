// Names and links that an artifact cannot hold: each refused by name, with nothing left behind; and the odd ones that it can.
import { readdirSync, readFileSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkPaths } from '../../../electron/engine/cache/checkoutProblems.js';
import { checkoutProblems } from '../../../electron/engine/domain/checkoutProblems.js';
import { createEngineWorld, failureOf, type EngineWorld } from '../../support/engineWorld.js';
import { filesUnder } from '../../support/filesUnder.js';

let world: EngineWorld;
beforeEach(async () => {
  world = await createEngineWorld();
  await world.log([world.put('before.bin')]);
});
afterEach(() => world.end());

/** Planning and logging both refuse it, in the same words. */
async function refusedTwice(paths: readonly string[], code: Parameters<EngineWorld['refused']>[1], ...words: readonly string[]): Promise<void> {
  await world.refused(() => world.plan(...paths), code, ...words);
  await world.refused(() => world.log(paths), code, ...words);
}

/** Bytes that no text stands for, as a file name. */
function renameToBytes(path: string, folder: string, name: readonly number[]): void {
  renameSync(path, Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name)]));
}

describe('links', () => {
  it('to themselves, and to each other', async () => {
    world.put('m/a.txt');
    symlinkSync('self', world.at('m/self'));
    await refusedTwice([world.at('m')], 'invalid_path', world.at('m/self'), 'back to itself');
    world.put('n/a.txt');
    symlinkSync('two', world.at('n/one'));
    symlinkSync('one', world.at('n/two'));
    await refusedTwice([world.at('n')], 'invalid_path', world.at('n/one'), 'back to itself');
  });

  it('to the folder that they lie in', async () => {
    world.put('m/deep/er/a.txt');
    symlinkSync('../..', world.at('m/deep/er/up'));
    await refusedTwice([world.at('m')], 'invalid_path', world.at('m/deep/er/up'), 'a loop');
  });

  it('out of the folder: to a file, by a relative way, by an absolute one, through a linked folder', async () => {
    const outside = world.put('secret/key');
    for (const [name, to] of [['file', '../secret/key'], ['absolute', outside], ['folder', '../secret']] as const) {
      world.put(`${name}/a.txt`);
      symlinkSync(to, world.at(`${name}/out`));
      await refusedTwice([world.at(name)], 'invalid_path', world.at(`${name}/out`), world.at('secret'), 'outside of');
    }
  });

  it('to nothing', async () => {
    world.put('m/a.txt');
    symlinkSync('gone', world.at('m/broken'));
    await refusedTwice([world.at('m')], 'source_missing', world.at('m/broken'));
  });
});

describe('names', () => {
  it('with `..` cannot be given to a file, and are kept where they are only part of a name', async () => {
    const source = world.put('a.bin');
    for (const bad of ['../a.bin', 'x/../../a.bin', '..', '/etc/passwd', 'x//y', './a', 'x\0y']) {
      await world.refused(() => world.log([source], { rename: { 'a.bin': bad } }), 'invalid_path', JSON.stringify(bad));
    }
    await world.refused(() => world.log([], { references: [{ uri: 's3://b/x', path: '../x' }] }), 'invalid_path', '"../x"');
    const version = await world.log([world.put('odd/..a..b', 'dots'), world.put('odd/...', 'more')]);
    expect(version.files).toBe(2);
    await world.use(version.ref, world.at('out'));
    expect(readdirSync(world.at('out')).sort()).toEqual(['...', '..a..b']);
  });

  it('with a backslash are refused, for they are a way on Windows', async () => {
    world.put('m/..\\..\\evil.bin');
    await world.refused(() => world.log([world.at('m')]), 'invalid_path', 'evil.bin', 'backslash');
  });

  it('with newlines, control characters, emoji, quotes, blanks and 255 bytes come back as they were', async () => {
    const names = ['line\nbreak', 'tab\there', '\u001b[31mred', '🧠 weights 🎉', `quote"'\`$(x)`, ' leading', 'trailing ', 'é'.repeat(127) + 'x', 'n'.repeat(255), '-rf', '~', '%2e%2e', 'con', 'a:b'];
    for (const name of names) world.put(`m/${name}`);
    const plan = await world.plan(world.at('m'));
    expect(plan.fileCount).toBe(names.length);
    const version = await world.log([world.at('m')], { name: 'odd-names' });
    await world.use(version.ref, world.at('out'));
    expect(filesUnder(world.at('out'))).toEqual([...names].sort());
    for (const name of names) expect(readFileSync(world.at(`out/${name}`), 'utf8')).toBe(`m/${name}`);
    expect((await world.verify()).findings).toEqual([]);
  });

  it('of 256 bytes, and paths longer than a system takes, are refused where they are given', async () => {
    const source = world.put('a.bin');
    await world.refused(() => world.log([source], { rename: { 'a.bin': 'd/'.repeat(2100) + 'a' } }), 'invalid_path', '4096');
    const long = 'n'.repeat(256);
    const version = await world.log([source], { rename: { 'a.bin': `x/${long}` }, name: 'long' });
    await world.refused(() => world.use(version.ref, world.at('out')), 'invalid_path', long, '256 bytes', 'nothing was written');
    expect(readdirSync(world.folder)).not.toContain('out');
  });

  it('that are not UTF-8 are refused with their bytes, of files and of folders', async () => {
    world.put('m/deep/a.txt');
    renameToBytes(world.at('m/deep/a.txt'), world.at('m/deep'), [0x61, 0xff, 0xfe]);
    await refusedTwice([world.at('m')], 'invalid_path', world.at('m/deep'), '61fffe', 'UTF-8');
    world.put('n/deep/a.txt');
    renameToBytes(world.at('n/deep'), world.at('n'), [0xc3, 0x28]);
    await refusedTwice([world.at('n')], 'invalid_path', world.at('n'), 'c328');
  });

  it('two that are one after NFC are refused, both with their bytes', async () => {
    world.put('m/caf\u00e9.bin');
    world.put('m/cafe\u0301.bin');
    await refusedTwice([world.at('m')], 'duplicate_path', '636166c3a9', '63616665cc81');
    world.put('n/caf\u00e9/x');
    world.put('n/cafe\u0301/x');
    await refusedTwice([world.at('n')], 'duplicate_path', world.at('n'), 'caf\u00e9/x', 'cafe\u0301/x', 'c3a9', 'cc81');
  });

  it('two given alike from two folders are refused, both named', async () => {
    await refusedTwice([world.put('one/w.bin'), world.put('two/w.bin')], 'duplicate_path', world.at('one/w.bin'), world.at('two/w.bin'));
  });

  it('that differ in case are kept, and named before anything is written where a system takes them for one', async () => {
    const version = await world.log([world.put('m/Model.bin', 'upper'), world.put('m/model.bin', 'lower')]);
    expect(version.files).toBe(2);
    await world.use(version.ref, world.at('out'));
    expect(readdirSync(world.at('out'))).toHaveLength(2);
    const paths = ['Model.bin', 'model.bin', 'Dir/a', 'dir/b'];
    const [first, second] = checkoutProblems(paths, 'win32');
    expect(first).toMatchObject({ code: 'case_collision', path: 'model.bin', other: 'Model.bin' });
    expect(second).toMatchObject({ code: 'case_collision', path: 'dir/b', other: 'Dir/a' });
    const files = paths.slice(0, 2).map((path) => ({ path, size: 1, digest: `b3:${'0'.repeat(64)}` }));
    const error = await failureOf(Promise.resolve().then(() => checkPaths(files, { platform: 'darwin', foldsCase: true, folder: '/Volumes/out' })));
    expect(error).toMatchObject({ code: 'duplicate_path', details: { paths: ['Model.bin', 'model.bin'] } });
    expect(error.message).toContain('nothing was written');
  });

  it('a file and a folder of one name after renaming are refused', async () => {
    const paths = [world.put('m/a'), world.put('m/b/c')];
    await world.refused(() => world.log([join(paths[0] as string, '..')], { rename: { a: 'b' } }), 'duplicate_path', '"b"', '"b/c"');
  });
});
