// Logs that the real tools wrote come in with the series that those tools read back; again adds nothing; damaged ones are named.
import { cpSync, mkdirSync, readFileSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openEngine } from '../../support/engineWorld.js';
import type { Engine } from '../../../electron/engine/index.js';
import type { ImportDone, ImportPreview } from '../../../shared/contract/imports.js';
import { filesUnder as namesUnder } from '../../support/filesUnder.js';
import { tempFolder } from '../../support/tempFolder.js';

const FIXTURES = join(__dirname, '../../fixtures');
const TOOLS = readdirSync(join(FIXTURES, 'runs'));

interface Expected {
  readonly runs: Readonly<Record<string, { readonly series: Readonly<Record<string, readonly number[]>>; readonly config: Readonly<Record<string, unknown>>; readonly tags?: readonly string[]; readonly summary?: Readonly<Record<string, unknown>> }>>;
  readonly models?: Readonly<Record<string, { readonly versions: number; readonly aliases: readonly string[] }>>;
}

const expectedOf = (tool: string): Expected => JSON.parse(readFileSync(join(FIXTURES, 'runs-expected', `${tool}.json`), 'utf8')) as Expected;

const filesUnder = (folder: string): string[] => namesUnder(folder).map((name) => join(folder, name));

/** A copy of what a tool wrote, databases unpacked. */
function copyOf(tool: string): string {
  const folder = join(tempFolder(), tool);
  cpSync(join(FIXTURES, 'runs', tool), folder, { recursive: true });
  for (const file of filesUnder(folder)) if (file.endsWith('.gz')) writeFileSync(file.slice(0, -3), gunzipSync(readFileSync(file)));
  return folder;
}

async function engineIn(): Promise<Engine> {
  const home = join(tempFolder(), 'home');
  mkdirSync(home);
  const engine = await openEngine(home);
  onTestFinished(() => engine.close());
  return engine;
}

const preview = (engine: Engine, folder: string): Promise<ImportPreview> => engine.client.imports.preview({ source: { paths: [folder] } });

async function take(engine: Engine, folder: string): Promise<ImportDone> {
  for await (const event of await engine.client.imports.run({ source: { paths: [folder] } })) if (event.event === 'done') return event;
  throw new Error('The import did not end');
}

/** Values of a series in the order of its rows. */
async function valuesOf(engine: Engine, run: string): Promise<Map<string, unknown[]>> {
  const found = new Map<string, unknown[]>();
  const { rows } = await engine.client.runs.rows({ run, limit: 5000 });
  for (const row of [...rows].sort((a, b) => a.row - b.row)) for (const [key, value] of Object.entries(row.values)) found.set(key, [...(found.get(key) ?? []), value]);
  return found;
}

const close = (a: unknown, b: number): boolean => typeof a === 'number' && Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(b));

describe.each(TOOLS)('runs of %s', (tool) => {
  const expected = expectedOf(tool);

  it('come in with the series that the tool reads back, and a second import adds nothing', { timeout: 60_000 }, async () => {
    const engine = await engineIn();
    const folder = copyOf(tool);
    const seen = await preview(engine, folder);
    expect(seen.problems).toEqual([]);
    expect(seen.runs.map(({ name }) => name).sort()).toEqual(Object.keys(expected.runs).sort());
    expect(engine.context.registry.read.counts().runs).toBe(0);

    const done = await take(engine, folder);
    expect(done).toMatchObject({ runs: seen.runs.length, problems: [] });
    for (const { key, name, project, points } of seen.runs) {
      const wanted = expected.runs[name];
      const run = await engine.client.runs.get({ run: key, project });
      const values = await valuesOf(engine, run.id);
      expect([...values.keys()].sort()).toEqual(Object.keys(wanted?.series ?? {}).sort());
      for (const [series, list] of Object.entries(wanted?.series ?? {})) {
        const got = values.get(series) ?? [];
        expect([series, got.length, list.every((value, index) => close(got[index], value))]).toEqual([series, list.length, true]);
      }
      expect(points).toBe(Object.values(wanted?.series ?? {}).reduce((sum, list) => sum + list.length, 0));
      for (const [name_, value] of Object.entries(wanted?.config ?? {})) expect(JSON.stringify(run.config[name_] ?? null)).toBe(JSON.stringify(typeof value === 'string' && Number.isFinite(Number(value)) ? Number(value) : value));
      for (const tag of wanted?.tags ?? []) expect(run.tags).toContain(tag);
      for (const [name_, value] of Object.entries(wanted?.summary ?? {})) expect(run.summary[name_]).toBe(value);
      expect(run.state).toBe('finished');
    }
    for (const [name, { versions, aliases }] of Object.entries(expected.models ?? {})) {
      const { id } = await engine.client.registry.find({ collection: name });
      const model = engine.context.registry.read.collection(id);
      expect(model).toMatchObject({ form: 'registered', versions });
      expect(Object.keys(model?.aliases ?? {}).filter((alias) => alias !== 'latest').sort()).toEqual([...aliases].sort());
    }
    const { ops } = engine.context.registry.read.counts();
    expect(await take(engine, folder)).toMatchObject({ runs: 0, rows: 0, versions: 0, links: 0, known: seen.runs.length });
    expect(engine.context.registry.read.counts().ops).toBe(ops);
  });

  it('that are cut off end in what stands before, named, or in nothing', { timeout: 120_000 }, async () => {
    const engine = await engineIn();
    const folder = copyOf(tool);
    const [largest] = filesUnder(folder).filter((file) => !file.endsWith('.gz')).sort((a, b) => statSync(b).size - statSync(a).size);
    const whole = readFileSync(largest as string);
    const step = Math.max(64, Math.ceil(whole.length / 24 / 64) * 64);
    for (let length = 0; length < whole.length; length += step) {
      writeFileSync(largest as string, whole);
      truncateSync(largest as string, length);
      const seen = await preview(engine, folder);
      for (const { points, name } of seen.runs) expect(points).toBeLessThanOrEqual(Object.values(expected.runs[name]?.series ?? {}).reduce((sum, list) => sum + list.length, 0) || Number.MAX_SAFE_INTEGER);
    }
  });
});

it('a damaged log is named, and the other runs come in', async () => {
  const engine = await engineIn();
  const folder = copyOf('tensorboard');
  const [first] = filesUnder(folder);
  const bytes = readFileSync(first as string);
  bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] as number) ^ 0xff;
  writeFileSync(first as string, bytes);
  const done = await take(engine, folder);
  expect(done.runs).toBe(2);
  expect(done.problems).toMatchObject([{ path: expect.stringContaining('tfevents') as string, message: expect.stringContaining('damaged') as string }]);
});
