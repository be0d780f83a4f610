// Logs that the real tools wrote come in with the series that those tools read back; again adds nothing; damaged ones are named.
import { readFileSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../electron/engine/index.js';
import type { ImportPreview } from '../../../shared/contract/imports.js';
import { filesUnder as namesUnder } from '../../support/filesUnder.js';
import { importEngine as engineIn, takeIn as take } from '../../support/importWorld.js';
import { copyOfRuns as copyOf, RUN_FIXTURES } from '../../support/runFixtures.js';

const TOOLS = readdirSync(join(RUN_FIXTURES, 'runs'));

interface Expected {
  readonly runs: Readonly<Record<string, { readonly series: Readonly<Record<string, readonly number[]>>; readonly config: Readonly<Record<string, unknown>>; readonly tags?: readonly string[]; readonly summary?: Readonly<Record<string, unknown>>; readonly artifacts?: number; readonly versions?: Readonly<Record<string, { readonly files: readonly string[]; readonly metrics: Readonly<Record<string, number>> }>>; readonly diff?: string }>>;
  readonly models?: Readonly<Record<string, { readonly versions: number; readonly aliases: readonly string[] }>>;
}

const expectedOf = (tool: string): Expected => JSON.parse(readFileSync(join(RUN_FIXTURES, 'runs-expected', `${tool}.json`), 'utf8')) as Expected;

const filesUnder = (folder: string): string[] => namesUnder(folder).map((name) => join(folder, name));

const preview = (engine: Engine, folder: string): Promise<ImportPreview> => engine.client.imports.preview({ source: { paths: [folder] } });

/** Values of a series in the order of its rows, log by log. */
async function valuesOf(engine: Engine, run: string): Promise<Map<string, unknown[]>> {
  const found = new Map<string, unknown[]>();
  const { rows } = await engine.client.runs.rows({ run, limit: 5000 });
  for (const row of rows) for (const [key, value] of Object.entries(row.values)) found.set(key, [...(found.get(key) ?? []), value]);
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
    for (const { key, name, project, points, artifacts } of seen.runs) {
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
      if (wanted?.artifacts !== undefined) expect([name, artifacts.length, run.outputs.length]).toEqual([name, wanted.artifacts, wanted.artifacts]);
      for (const tag of wanted?.tags ?? []) expect(run.tags).toContain(tag);
      for (const [name_, value] of Object.entries(wanted?.summary ?? {})) expect(run.summary[name_]).toBe(value);
      for (const [label, { files, metrics }] of Object.entries(wanted?.versions ?? {})) {
        const version = run.outputs.find((output) => `${output.name}:${output.label}` === label)?.version ?? '';
        expect([label, (await engine.client.versions.files({ version })).rows.map(({ path }) => path).sort()]).toEqual([label, files]);
        const bound = (await engine.client.versions.get({ ref: version })).metrics;
        for (const [key, value] of Object.entries(metrics)) expect([label, key, close(bound[key], value)]).toEqual([label, key, true]);
      }
      if (wanted?.diff !== undefined) expect((await engine.client.code.diff({ of: { run: run.id } })).patch).toContain(wanted.diff);
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
    const [largest] = filesUnder(folder).filter((file) => !/\.(gz|ckpt|safetensors)$|\.git\//.test(file)).sort((a, b) => statSync(b).size - statSync(a).size);
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
  expect(done.runs).toBe(3);
  expect(done.problems).toMatchObject([{ path: expect.stringContaining('tfevents') as string, message: expect.stringContaining('damaged') as string }]);
});
