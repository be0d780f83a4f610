// Files that cannot be read, are no files, or change between the look and the reading: named, and nothing of them kept.
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CliResult, cairnAs, NO_OTHER_USER } from '../../support/cli.js';
import { createEngineWorld, type EngineWorld } from '../../support/engineWorld.js';
import { filesUnder } from '../../support/filesUnder.js';

const MiB = 1024 * 1024;
/** The account that owns nothing on any Linux. */
const NOBODY = 65534;

let world: EngineWorld;
beforeEach(async () => {
  world = await createEngineWorld();
  await world.log([world.put('before.bin')]);
});
afterEach(() => world.end());

describe('files that cannot be read', () => {
  const cannotDrop = process.platform !== 'linux' || process.getuid?.() !== 0;

  it('by an ordinary user: a file, a folder, a way to it; none leaves a trace, and what can be read still can be logged', ({ skip }) => {
    if (cannotDrop) skip(NO_OTHER_USER);
    const home = world.at('theirs');
    mkdirSync(home);
    for (const path of ['m/a.bin', 'm/locked.bin', 'n/locked/a.bin', 'o/a.bin', 'good/a.bin']) world.put(path);
    for (const path of [world.folder, home]) chownSync(path, NOBODY, NOBODY);
    const run = (...args: string[]): CliResult => cairnAs(NOBODY, home, [...args, '--json']);
    if (run('ls').status !== 0) skip(NO_OTHER_USER);
    for (const path of ['m/locked.bin', 'n/locked', 'o']) chmodSync(world.at(path), 0o000);
    for (const [dropped, named] of [['m', 'm/locked.bin'], ['n', 'n/locked'], ['o/a.bin', 'o/a.bin']] as const) {
      const { status, stderr, stdout } = run('log', world.at(dropped), '--name', 'model');
      expect(status).toBe(1);
      expect(stdout).toBe('');
      expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'source_unreadable', message: expect.stringContaining(`${world.at(named)}: permission denied`) as string } });
      expect([...filesUnder(`${home}/blobs`), ...filesUnder(`${home}/tmp`)]).toEqual([]);
      expect(run('ls').stdout.trim()).toBe('[]');
    }
    const imported = run('import', world.at('n'), '--dry-run');
    expect(JSON.parse(imported.stdout), imported.stderr).toMatchObject({ problems: [{ path: 'locked', message: expect.stringContaining('cannot be listed: EACCES') as string }] });
    expect(run('log', world.at('good'), '--name', 'model').status).toBe(0);
    for (const path of ['m/locked.bin', 'n/locked', 'o']) chmodSync(world.at(path), 0o700);
  });
});

describe('what is no file', () => {
  const makers: readonly (readonly [kind: string, make: (path: string) => void | Promise<void>])[] = [
    ['a pipe', (path) => void execFileSync('mkfifo', [path])],
    ['a socket', (path) => new Promise((done) => void createServer().listen(path, done).unref())],
    ['a device', (path) => void execFileSync('mknod', [path, 'c', '1', '5'])],
  ];
  it.for(makers)('%s is refused at once, given by itself, in a folder and behind a link', { timeout: 20_000 }, async ([kind, make], { skip }) => {
    mkdirSync(world.at('m'));
    const path = world.at('m/special');
    try {
      await make(path);
    } catch {
      return skip('no device file can be made here');
    }
    symlinkSync(path, world.at('linked'));
    for (const given of [world.at('m'), path, world.at('linked')]) {
      await world.refused(() => world.plan(given), 'invalid_path', kind);
      const error = await world.refused(() => world.log([given]), 'invalid_path', kind);
      expect(error.message).toContain(given === world.at('linked') ? given : given === path ? path : 'm/special');
    }
  });
});

describe('a file that changes between the look and the reading', () => {
  const changes: Record<string, readonly [code: 'source_missing' | 'source_changed', change: (path: string) => void]> = {
    'is removed': ['source_missing', (path) => rmSync(path)],
    shrinks: ['source_changed', (path) => truncateSync(path, 1000)],
    grows: ['source_changed', (path) => writeFileSync(path, 'more', { flag: 'a' })],
    'is replaced by one of its length': [
      'source_changed',
      (path) => {
        writeFileSync(`${path}.new`, Buffer.alloc(5 * MiB, 1));
        renameSync(`${path}.new`, path);
      },
    ],
    'becomes a pipe': [
      'source_changed',
      (path) => {
        rmSync(path);
        spawnSync('mkfifo', [path]);
      },
    ],
    'becomes a folder': [
      'source_changed',
      (path) => {
        rmSync(path);
        mkdirSync(path);
      },
    ],
  };

  it.for(Object.entries(changes).flatMap(([what, [code, change]]) => [['small', 40_000], ['large', 5 * MiB]].map(([size, bytes]) => ({ what, code, change, size, bytes: bytes as number }))))(
    '$size, $what',
    async ({ code, change, bytes }) => {
      const others = Array.from({ length: 5 }, (_, index) => world.put(`m/other-${index}`, randomBytes(10_000)));
      const path = world.put('m/weights.bin', randomBytes(bytes));
      expect((await world.plan(world.at('m'))).fileCount).toBe(others.length + 1);
      const { cache } = world.engine.context;
      const { entries } = await cache.scan([world.at('m')]);
      change(path);
      const error = await world.refused(() => cache.ingest(entries, { hold: cache.hold() }), code, path);
      expect(error.details['path']).toBe(path);
    },
  );

  it('the folder goes after the plan', async () => {
    world.put('m/a.bin');
    await world.plan(world.at('m'));
    rmSync(world.at('m'), { recursive: true });
    await world.refused(() => world.log([world.at('m')]), 'source_missing', world.at('m'));
  });
});
