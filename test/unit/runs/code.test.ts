// Code behind runs, over real git: every kind of tree is captured, proven, and restored byte for byte where it says so.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CodeInfo } from '../../../shared/contract/code.js';
import { entriesOf } from '../../../electron/engine/code/materialize.js';
import { treeHash } from '../../../electron/engine/code/tree.js';
import { createEngineWorld, failureOf, type EngineWorld } from '../../support/engineWorld.js';

let world: EngineWorld;
beforeEach(async () => {
  world = await createEngineWorld();
});
afterEach(() => world.end());

const ENV = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@b', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@b' };
const git = (folder: string, ...args: string[]): string => execFileSync('git', ['-c', 'protocol.file.allow=always', ...args], { cwd: folder, env: ENV, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();

function repository(name: string): string {
  const folder = world.at(name);
  mkdirSync(folder, { recursive: true });
  git(folder, 'init', '-q', '-b', 'main');
  return folder;
}

function write(folder: string, path: string, bytes: string | Uint8Array): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), bytes);
}

function commit(folder: string): void {
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '-m', 'x');
}

/** A repository with a remote that has its commit. */
function pushed(name: string, fill: (folder: string) => void): string {
  const folder = repository(name);
  fill(folder);
  commit(folder);
  const bare = world.at(`${name}.git`);
  git(world.folder, 'clone', '-q', '--bare', folder, bare);
  git(folder, 'remote', 'add', 'origin', bare);
  git(folder, 'fetch', '-q', 'origin');
  return folder;
}

/** What is there, git's own folders left out: the measure that a restored tree is held to. */
function treeOf(folder: string): string {
  return treeHash(entriesOf(folder).filter(([path]) => !path.split('/').includes('.git')));
}

let keys = 0;
async function capture(folder: string): Promise<{ run: string; info: CodeInfo }> {
  const { client } = world.engine;
  const { id } = await client.runs.start({ key: `code-${(keys += 1)}`, code: { paths: [folder] } });
  const info = await client.code.get({ run: id });
  if (!info) throw new Error('nothing was captured');
  return { run: id, info };
}

async function restore(run: string, name: string): Promise<{ tree: string; exact: boolean; gaps: string[]; folder: string }> {
  const folder = world.at(name);
  const { tree, exact, gaps } = await world.engine.client.code.restore({ of: { run }, target: { path: folder } });
  return { tree, exact, gaps, folder };
}

/** Captures, removes the repository here, restores from the remote or the bundle, and compares with what was there. */
async function roundTrip(folder: string): Promise<CodeInfo> {
  const before = treeOf(folder);
  const { run, info } = await capture(folder);
  expect(info.gaps).toEqual([]);
  expect(info.restores).toBe('exactly');
  expect(info.tree).toBe(before);
  renameSync(folder, `${folder}.away`);
  const restored = await restore(run, `${folder.split('/').pop()}.restored`);
  expect(restored.exact).toBe(true);
  expect(treeOf(restored.folder)).toBe(before);
  return info;
}

describe('two code states', () => {
  it('are held against each other, commits and all, as git itself says', async () => {
    const folder = repository('between');
    write(folder, 'train.py', 'lr = 0.1\nepochs = 4\n');
    write(folder, 'old name.py', 'line\n'.repeat(40));
    write(folder, 'gone.py', 'x\n');
    write(folder, 'blob.bin', Uint8Array.from([0, 1, 2, 0]));
    commit(folder);
    const before = await capture(folder);
    write(folder, 'train.py', 'lr = 0.01\nepochs = 4\n');
    renameSync(join(folder, 'old name.py'), join(folder, 'new name.py'));
    rmSync(join(folder, 'gone.py'));
    commit(folder);
    write(folder, 'blob.bin', Uint8Array.from([0, 1, 3, 0]));
    write(folder, 'notes.md', 'rename from a/here\n');
    const after = await capture(folder);
    const { client } = world.engine;
    const { files, commits, exact, cut, gaps } = await client.compare.code({ before: { run: before.run }, after: { run: after.run } });
    expect(files.map(({ path, from, status, added, removed, binary }) => [path, from, status, added, removed, binary])).toEqual([
      ['blob.bin', null, 'modified', 0, 0, true],
      ['gone.py', null, 'deleted', 0, 1, false],
      ['new name.py', 'old name.py', 'renamed', 0, 0, false],
      ['notes.md', null, 'added', 1, 0, false],
      ['train.py', null, 'modified', 1, 1, false],
    ]);
    expect(files.at(-1)?.patch).toContain('-lr = 0.1\n+lr = 0.01\n');
    expect(files[3]?.patch).toContain('+rename from a/here');
    expect(commits?.map(({ commit: hash, subject }) => [hash, subject])).toEqual([[git(folder, 'rev-parse', 'HEAD'), 'x']]);
    expect([exact, cut, gaps]).toEqual([true, false, []]);
    const same = await client.compare.code({ before: { run: after.run }, after: { run: after.run } });
    expect([same.files, same.commits]).toEqual([[], []]);
    const { id } = await client.runs.start({ key: 'nothing-known' });
    expect((await failureOf(client.compare.code({ before: { run: id }, after: { run: after.run } }))).code).toBe('not_found');
    expect(existsSync(join(world.engine.context.dataRoot, 'tmp')) ? entriesOf(join(world.engine.context.dataRoot, 'tmp')).filter(([path]) => path.startsWith('between-')) : []).toEqual([]);
  });
});

describe('code behind a run', () => {
  it('restores a dirty tree: changed, staged, renamed, deleted, binary, empty, executable, linked, untracked', async () => {
    const folder = pushed('dirty', (at) => {
      write(at, 'train.py', 'print(1)\n');
      write(at, 'old.py', `${'line\n'.repeat(50)}`);
      write(at, 'gone.py', 'x');
      write(at, 'data/small.bin', Uint8Array.from([0, 1, 2, 0]));
      write(at, 'uv.lock', 'lock');
      write(at, '.gitignore', 'out/\n*.log\n');
    });
    write(folder, 'train.py', 'print(2)\n');
    write(folder, 'staged.py', 'staged');
    git(folder, 'add', 'staged.py');
    write(folder, 'staged.py', 'staged, then changed');
    git(folder, 'mv', 'old.py', 'new.py');
    rmSync(join(folder, 'gone.py'));
    write(folder, 'data/small.bin', Uint8Array.from([0, 9, 2, 0]));
    write(folder, 'empty.txt', '');
    write(folder, 'a file with spaces, ü and "quotes".txt', 'no end of line');
    write(folder, 'run.sh', '#!/bin/sh\n');
    chmodSync(join(folder, 'run.sh'), 0o755);
    symlinkSync('train.py', join(folder, 'link.py'));
    write(folder, 'out/ignored.txt', 'not code');
    rmSync(join(folder, 'out'), { recursive: true });
    const info = await roundTrip(folder);
    expect(info).toMatchObject({ branch: 'main', dirty: true, locks: ['uv.lock'] });
    expect(info.changed).toContainEqual({ path: 'new.py', status: 'R', from: 'old.py' });
    expect(info.untracked).toEqual(expect.arrayContaining(['run.sh', 'empty.txt', 'link.py']));
    const { files, patch } = await world.engine.client.code.diff({ of: { run: info.run }, path: 'train.py' });
    expect(files.find((file) => file.path === 'new.py')).toMatchObject({ status: 'renamed', from: 'old.py' });
    expect(files.find((file) => file.path === 'data/small.bin')).toMatchObject({ binary: true, status: 'modified' });
    expect(files.find((file) => file.path === 'gone.py')).toMatchObject({ status: 'deleted', removed: 1 });
    expect(files.map((file) => file.path)).toContain('a file with spaces, ü and "quotes".txt');
    expect(patch).toContain('-print(1)\n+print(2)\n');
  });

  it('restores a commit that was never pushed, a repository without commits, a detached head and a clean tree', async () => {
    const unpushed = repository('unpushed');
    write(unpushed, 'a.py', 'a');
    commit(unpushed);
    write(unpushed, 'b.py', 'b');
    await roundTrip(unpushed);

    const fresh = repository('fresh');
    write(fresh, 'a.py', 'a');
    git(fresh, 'add', 'a.py');
    write(fresh, 'b.py', 'b');
    expect(await roundTrip(fresh)).toMatchObject({ commit: null, branch: 'main', dirty: true });

    const detached = pushed('detached', (at) => write(at, 'a.py', 'a'));
    git(detached, 'checkout', '-q', '--detach');
    expect(await roundTrip(detached)).toMatchObject({ branch: null, dirty: false, commit: git(`${detached}.away`, 'rev-parse', 'HEAD') });
  });

  it('restores submodules, clean and dirty, from their own remotes', async () => {
    const lib = pushed('lib', (at) => write(at, 'lib.py', 'lib'));
    const folder = pushed('outer', (at) => {
      write(at, 'main.py', 'main');
      git(at, 'submodule', 'add', '-q', world.at('lib.git'), 'vendor/lib');
    });
    expect(existsSync(lib)).toBe(true);
    write(folder, 'vendor/lib/lib.py', 'lib, changed here');
    write(folder, 'vendor/lib/more.py', 'more');
    const info = await roundTrip(folder);
    expect(info.submodules).toEqual([{ path: 'vendor/lib', commit: git(lib, 'rev-parse', 'HEAD'), remote: world.at('lib.git') }]);
    expect(info.changed).toContainEqual({ path: 'vendor/lib/lib.py', status: 'M' });
  });

  it('keeps what line endings and filters change on the way to the disk', async () => {
    const folder = pushed('endings', (at) => {
      write(at, '.gitattributes', '*.txt text eol=crlf\n');
      write(at, 'a.txt', 'one\ntwo\n');
    });
    rmSync(join(folder, 'a.txt'));
    git(folder, 'checkout', '--', 'a.txt');
    expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('one\r\ntwo\r\n');
    await roundTrip(folder);
  });

  it('names what it leaves out, and what it cannot do at all', async () => {
    const folder = pushed('large', (at) => write(at, 'a.py', 'a'));
    write(folder, 'weights.bin', '');
    truncateSync(join(folder, 'weights.bin'), 2 * 1024 ** 3);
    write(folder, 'a.py', 'changed');
    const started = performance.now();
    const { run, info } = await capture(folder);
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(info.restores).toBe('gaps');
    expect(info.skipped).toEqual([{ path: 'weights.bin', bytes: 2 * 1024 ** 3, why: 'it is too large' }]);
    const restored = await restore(run, 'large.restored');
    expect(restored.exact).toBe(false);
    expect(restored.gaps.join()).toContain('weights.bin');
    expect(readFileSync(join(restored.folder, 'a.py'), 'utf8')).toBe('changed');
    expect((await failureOf(restore(run, 'large'))).code).toBe('target_exists');

    const plain = world.at('plain');
    mkdirSync(plain);
    const none = await capture(plain);
    expect(none.info).toMatchObject({ restores: 'cannot', gaps: ['the folder is in no git repository'] });
    expect((await failureOf(restore(none.run, 'plain.restored'))).message).toContain('no git repository');

    const path = process.env['PATH'];
    process.env['PATH'] = '/nowhere';
    try {
      expect((await capture(folder)).info).toMatchObject({ restores: 'cannot', gaps: ['git is not installed on this computer'] });
    } finally {
      process.env['PATH'] = path;
    }
    expect(await world.engine.client.code.get({ ref: (await world.log([world.put('x.bin', 'x')], { name: 'x' })).ref })).toBeNull();
  });

  it('executes nothing that a repository asks for', async () => {
    const folder = pushed('hostile', (at) => {
      write(at, 'a.txt', 'a');
      write(at, '.gitattributes', '*.txt filter=evil diff=evil\n');
    });
    const touched = world.at('executed');
    const run = `touch ${touched}; cat`;
    for (const [key, value] of [['core.fsmonitor', `touch ${touched}`], ['core.hooksPath', world.at('hooks')], ['core.pager', run], ['diff.external', run], ['filter.evil.clean', run], ['filter.evil.smudge', run], ['filter.evil.process', run], ['filter.evil.required', 'true'], ['diff.evil.textconv', run], ['diff.evil.command', run], ['core.sshCommand', run], ['gpg.program', run], ['log.showSignature', 'true']] as const) git(folder, 'config', key, value);
    for (const hook of ['post-checkout', 'post-index-change', 'pre-commit', 'reference-transaction', 'fsmonitor-watchman']) {
      write(world.at('hooks'), hook, `#!/bin/sh\ntouch ${touched}\n`);
      chmodSync(join(world.at('hooks'), hook), 0o755);
    }
    writeFileSync(join(folder, 'a.txt'), 'changed');
    write(folder, 'new.txt', 'new');
    const { run: id, info } = await capture(folder);
    expect(info.restores).toBe('exactly');
    await restore(id, 'hostile.restored');
    expect(existsSync(touched)).toBe(false);
    // The traps are set: git as people call it does fall into them.
    spawnSync('git', ['diff'], { cwd: folder });
    expect(existsSync(touched)).toBe(true);
  });

  it('captures where dropped files lie, without the files themselves', async () => {
    const folder = pushed('drop', (at) => write(at, 'train.py', 'x'));
    write(folder, 'model.bin', new Uint8Array(2_000_000));
    const version = await world.log([join(folder, 'model.bin')], { name: 'm' });
    const info = await world.engine.client.code.get({ ref: version.ref });
    expect(info).toMatchObject({ restores: 'exactly', dirty: false, commit: git(folder, 'rev-parse', 'HEAD'), skipped: [] });
    expect(version.git).toMatchObject({ commit: info?.commit, branch: 'main', dirty: false });
    expect((await world.verify()).findings).toEqual([]);
  });
});
