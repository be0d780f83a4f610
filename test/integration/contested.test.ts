// Two data roots over the memory remote, by command line: a contested alias delivers its holder with exit 4, and one choice ends it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cairn, cairnJson } from '../support/cli.js';
import { startExchange } from '../support/exchange.js';
import { tempFolder } from '../support/tempFolder.js';

interface Contested {
  ref: string;
  aliases: string[];
  contested: { alias: string; holder: string; challenges: { ref: string; actor: { name: string }; device: string; at: number; note: string }[] }[];
}

describe('a contested alias on the command line', () => {
  it('is held by who was first, said with who stands against it, and ended once for both', async () => {
    const [a, b, work] = [tempFolder(), tempFolder(), tempFolder()];
    const devices = await startExchange(a, b, 'registry-of-two');
    try {
      for (const n of [0, 1, 2]) {
        writeFileSync(join(work, `m${n}.bin`), `weights ${n}`);
        cairnJson(a, ['log', join(work, `m${n}.bin`), '--name', 'cnn', '--link', 'digits']);
        await devices.exchange();
      }
      expect(cairnJson(a, ['alias', 'set', 'digits:v0', 'production', '--note', 'reviewed'])).toMatchObject({ state: 'publishing', to: 'v0', contested: false });
      expect(cairnJson<Contested & { unpublished?: boolean }>(a, ['use', 'digits:production', '-o', join(work, 'early')])).toMatchObject({ ref: 'digits:v0', unpublished: true });
      expect(cairn(b, ['show', 'digits:production', '--json']).status).toBe(3);
      await devices.sync('a');
      cairnJson(b, ['alias', 'set', 'digits:v1', 'production', '--note', 'faster']);
      expect(cairn(b, ['show', 'digits:production']).stdout).toContain('production (not published)');
      await devices.exchange();

      for (const home of [a, b]) {
        const shown = cairn(home, ['show', 'digits:production', '--json']);
        expect(shown.status).toBe(4);
        expect(shown.stderr).toMatch(/digits:production is contested. digits:v0 holds it; .* moved it to digits:v1/);
        expect(JSON.parse(shown.stdout)).toMatchObject({ ref: 'digits:v0', contested: [{ alias: 'production', holder: 'digits:v0', challenges: [{ ref: 'digits:v1', note: 'faster' }] }] });
        expect(cairnJson<Contested>(home, ['show', 'digits:production', '--allow-contested']).ref).toBe('digits:v0');
        expect(cairn(home, ['show', 'digits:v0', '--json']).status).toBe(0);
      }
      const used = cairn(a, ['use', 'digits:production', '-o', join(work, 'served'), '--json']);
      expect(used.status).toBe(4);
      expect(JSON.parse(used.stdout)).toMatchObject({ ref: 'digits:v0', contested: true });
      expect(cairn(a, ['use', 'digits:production', '-o', join(work, 'again'), '--allow-contested']).status).toBe(0);

      expect(cairnJson(b, ['alias', 'resolve', 'digits:production', 'digits:v1', '--note', 'agreed'])).toMatchObject({ state: 'publishing', contested: false });
      await devices.exchange();
      for (const home of [a, b]) {
        expect(cairnJson<Contested>(home, ['show', 'digits:production'])).toMatchObject({ ref: 'digits:v1', contested: [] });
        const lines = cairnJson<{ from: string | null; to: string; note: string }[]>(home, ['history', 'digits', '--alias', 'production']);
        expect(lines.map((line) => [line.from, line.to, line.note])).toEqual([['v0', 'v1', 'agreed'], [null, 'v1', 'faster'], [null, 'v0', 'reviewed']]);
      }
      const [first, second] = await devices.hashes();
      expect(first).toBe(second);
    } finally {
      await devices.close();
    }
  });
});
