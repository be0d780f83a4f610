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
    for (const { name, bytes, says, level } of hostileFiles(canary)) {
      const { safety, problem } = await look(folder, name, bytes);
      expect([name, problem, safety.level]).toEqual([name, null, level]);
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

  it('says at which byte', async () => {
    const { safety } = await pickleFile.inspect(sourceOf(callPickle('os', 'system', 'id'), 'a.pkl'));
    expect(safety.findings[0]).toEqual({ level: 'dangerous', what: 'Loading it would call os.system, which can run any program on the computer.', evidence: 'byte 21: os.system("id")', path: '' });
  });
});
