// A serving engine and eight command lines write at once, with a program over HTTP beside them: every acknowledged write is there.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createHttpClient } from '../../../shared/client/index.js';
import { cairnJson, startCairn } from '../../support/cli.js';
import { tempFolder } from '../../support/tempFolder.js';

const LINES = 8;
const EACH = Number(process.env['CAIRN_TOGETHER'] ?? 3);

it('keeps what nine writers at once were told is kept', { timeout: 180_000 }, async () => {
  const home = join(tempFolder(), 'home');
  const server = startCairn(home, ['serve', '--port', '0', '--json']);
  onTestFinished(() => void server.kill('SIGTERM'));
  const said = await new Promise<string>((resolve) => {
    let text = '';
    server.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('}')) resolve(text);
    });
  });
  const { url } = JSON.parse(said) as { url: string };
  const { token } = cairnJson<{ token: string }>(home, ['token', 'create', 'nine']);
  const acknowledged: string[] = [];

  async function line(writer: number): Promise<void> {
    for (let n = 0; n < EACH; n += 1) {
      const file = join(home, `w-${writer}-${n}.bin`);
      writeFileSync(file, `weights ${writer} ${n}`);
      const child = startCairn(home, ['log', file, '--name', `net-${writer % 2}`, '--as', 'w.bin', '--alias', `by-${writer}`, '--json']);
      let out = '';
      child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
      const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
      if (status === 0) acknowledged.push((JSON.parse(out) as { digest: string }).digest);
    }
  }
  async function overHttp(): Promise<void> {
    const client = createHttpClient(url, token);
    for (let n = 0; n < LINES; n += 1) {
      const body = Buffer.from(`over http ${n}`);
      const { grant } = (await (await fetch(`${url}/api/v1/uploads?path=w.bin`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' }, body })).json()) as { grant: string };
      for await (const event of await client.ingest.log({ name: 'net-0', source: { grant } })) if (event.event === 'done') acknowledged.push(event.version.digest);
    }
  }
  await Promise.all([overHttp(), ...Array.from({ length: LINES }, (_, writer) => line(writer))]);
  expect(acknowledged).toHaveLength(LINES + LINES * EACH);
  const lists = ['net-0', 'net-1'].map((name) => cairnJson<{ digest: string; version: string }[]>(home, ['ls', 'versions', name]));
  const kept = lists.flat();
  for (const list of lists) expect(list.map((row) => row.version)).toEqual(list.map((_row, index) => `v${list.length - 1 - index}`));
  expect(kept.map((row) => row.digest).sort()).toEqual([...new Set(acknowledged)].sort());
  expect(cairnJson<{ findings: unknown[] }>(home, ['verify']).findings).toEqual([]);
});
