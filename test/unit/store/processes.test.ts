// Several processes write to one registry at once: none fails, the one chain they share never forks.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { verifyChain } from '../../../electron/engine/domain/chain.js';
import { buildProgram } from '../../support/buildProgram.js';
import { testStore } from '../../support/testStore.js';

const PROCESSES = 4;
const WRITES = 50;

it('lets four processes write one chain without a failure or a fork', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-store-'));
  const file = join(folder, 'main.db');
  const program = await buildProgram('test/unit/store/writeTogether.program.ts');
  await Promise.all(Array.from({ length: PROCESSES }, (_, n) => promisify(execFile)(process.execPath, [program, file, '1', String(WRITES), `p${n}`])));
  const store = testStore({ file });
  try {
    const ops = store.opsOf(store.device.id, 0, 1_000_000);
    expect(ops).toHaveLength(1 + PROCESSES * WRITES * 2);
    expect(verifyChain(ops.map((each) => each.op), store.signedHeads(), store.device.publicKey).ok).toBe(true);
    expect(store.devices()).toEqual([expect.objectContaining({ forked: false })]);
    expect(store.stateHash()).toBe(store.refoldedStateHash());
  } finally {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}, 120_000);
