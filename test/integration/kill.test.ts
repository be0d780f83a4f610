// kill -9 at random moments of ingest: nothing acknowledged is lost, nothing half-made is seen, the next start is clean.
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { OUT } from '../../build/lib/paths.mjs';
import { cairnJson } from '../support/cli.js';
import { filesUnder } from '../support/filesUnder.js';
import { buildProgram } from '../support/buildProgram.js';
import { startProgram } from '../support/runtimeProgram.js';
import { tempFolder } from '../support/tempFolder.js';

/** 50 in CI, 200 in the long form. */
const KILLS = Number(process.env['CAIRN_KILLS'] ?? 50);
/** The first version of a process takes some 700 ms here (workers start), later ones 200: every phase is hit in the time of the first few. */
const FEW = 5;

it(`survives ${KILLS} kills`, { timeout: 60_000 + KILLS * 5_000 }, async () => {
  const program = await buildProgram('test/support/keepLogging.ts');
  const home = tempFolder('cairn-kill-');
  const acknowledged = new Set<string>();
  let windowMs = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    const child = startProgram(program, [home, tempFolder('cairn-kill-work-')], { CAIRN_OUT: join(OUT, 'electron') });
    let said = '';
    let complained = '';
    child.stdout?.on('data', (data: Buffer) => (said += data.toString()));
    child.stderr?.on('data', (data: Buffer) => (complained += data.toString()));
    const heard = async (what: RegExp, times: number): Promise<void> => {
      while ((said.match(what)?.length ?? 0) < times) {
        if (child.exitCode !== null) throw new Error(`the child ended by itself: ${complained}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };
    await heard(/ready/g, 1);
    if (windowMs === 0) {
      const from = performance.now();
      await heard(/^ack /gm, FEW);
      windowMs = performance.now() - from;
    } else await new Promise((resolve) => setTimeout(resolve, Math.random() * windowMs));
    child.kill('SIGKILL');
    await once(child, 'close');
    for (const [, digest] of said.matchAll(/^ack (b3:[0-9a-f]{64})$/gm)) acknowledged.add(digest as string);

    cairnJson(home, ['ls']); // the next start
    expect(filesUnder(join(home, 'tmp')), `stray files after kill ${kill + 1}`).toEqual([]);
  }
  const versions = cairnJson<{ digest: string; availability: string }[]>(home, ['ls', 'versions', 'killed']);
  const shown = new Set(versions.map((version) => version.digest));
  const lost = [...acknowledged].filter((digest) => !shown.has(digest));
  const half = versions.filter((version) => version.availability !== 'offline');
  const verified = cairnJson<{ findings: unknown[]; blobs: number }>(home, ['verify']);
  console.info(`kill -9: ${KILLS} kills, ${acknowledged.size} versions acknowledged, ${versions.length} visible, ${lost.length} lost, ${half.length} half, ${verified.findings.length} findings`);
  expect(acknowledged.size).toBeGreaterThan(KILLS / 2 - 1);
  expect(lost).toEqual([]);
  expect(half).toEqual([]);
  expect(verified.findings).toEqual([]);
  expect(filesUnder(join(home, 'blobs')).length).toBe(verified.blobs);
});
