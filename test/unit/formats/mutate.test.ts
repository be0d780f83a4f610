// Every format against its real files cut off at any byte and broken at random, in a process that may hold 256 MB. 1,000
// mutations a format; CAIRN_MUTATIONS sets another number, CAIRN_MUTATION_SEED the first seed.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { FORMATS } from '../../../electron/engine/formats/registry.js';
import { bundleProgram } from '../../support/runtimeProgram.js';

const MUTATIONS = Number(process.env['CAIRN_MUTATIONS'] ?? 1000);
const SEED = Number(process.env['CAIRN_MUTATION_SEED'] ?? 1);
/** No case takes a second; a process that is silent for so long hangs. */
const HANG_MS = 30_000;
/** Kilobytes that the process may hold; the kernel refuses more. */
const CAP_KB = 256 * 1024;
const FILES = join(__dirname, '../../fixtures/files');

let program = '';

interface Ended {
  readonly code: number | null;
  readonly lastLine: string;
  readonly errors: string;
  readonly hung: boolean;
}

function runCapped(args: readonly string[]): Promise<Ended> {
  const node = [process.execPath, '--max-old-space-size=128', program, ...args];
  const [command, ...rest] = process.platform === 'linux' ? ['sh', '-c', `ulimit -d ${CAP_KB}; exec "$@"`, 'sh', ...node] : node;
  return new Promise((resolve, reject) => {
    const child = spawn(command as string, rest, { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let errors = '';
    let hung = false;
    const watch = (): NodeJS.Timeout => setTimeout(() => { hung = true; child.kill('SIGKILL'); }, HANG_MS);
    let timer = watch();
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      clearTimeout(timer);
      timer = watch();
      output = (output + text).slice(-10_000);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(-10_000)));
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, lastLine: output.trimEnd().split('\n').at(-1) ?? '', errors, hung });
    });
  });
}

beforeAll(async () => {
  program = await bundleProgram('test/unit/formats/mutate.program.ts');
});

describe('broken files', () => {
  it.each(FORMATS.map((format) => [format.id, format] as const))('%s ends each in a named error or a correct result', { timeout: 20_000 + MUTATIONS * 20 }, async (id, format) => {
    const files = readdirSync(FILES).filter((name) => format.extensions.some((extension) => name.endsWith(`.${extension}`))).map((name) => join(FILES, name));
    const { code, lastLine, errors, hung } = await runCapped([id, String(MUTATIONS), String(SEED), ...files]);
    expect(hung, `it hung at: ${lastLine}`).toBe(false);
    expect(code, `it ended at: ${lastLine}\n${errors}`).toBe(0);
    const { cases, refused, slowest, rssMb } = JSON.parse(lastLine) as { cases: number; refused: number; slowest: { label: string; ms: number }; rssMb: number };
    process.stdout.write(`${id}: ${cases} cases, ${refused} refused, slowest ${slowest.ms.toFixed(1)} ms (${slowest.label}), ${rssMb} MB at most\n`);
    expect(cases).toBeGreaterThan(MUTATIONS);
    expect(refused).toBeGreaterThan(MUTATIONS / 5);
    expect(refused).toBeLessThan(cases);
  });

  it.runIf(process.platform === 'linux')('the cap is real: a process that holds 512 MB does not get them', async () => {
    const { code, lastLine } = await runCapped(['hog']);
    expect(code).not.toBe(0);
    expect(lastLine).toBe('');
  });
});
