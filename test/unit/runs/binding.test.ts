// Metrics bind to versions by the rule, whatever order rows, log edges, repeats and exchanges come in, on two engines that share a run.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Digest } from '../../../shared/contract/primitives.js';
import { bindMetrics } from '../../../electron/engine/commands/runs/bind.js';
import { sealAll } from '../../../electron/engine/commands/runs/seal.js';
import type { Engine } from '../../../electron/engine/index.js';
import { openEngine } from '../../support/engineWorld.js';
import { seededDice } from '../../support/randomOps.js';
import { SEED } from '../../support/seed.js';
import { tempFolder } from '../../support/tempFolder.js';

const CASES = Number(process.env['CAIRN_BINDING_CASES'] ?? 8);
const KEYS = ['loss', 'acc', 'note'];

interface Row {
  readonly row: number;
  readonly time: number;
  readonly values: Record<string, number | string>;
}

interface Edge {
  readonly version: string;
  /** What the device knew when it logged. */
  readonly counts: Readonly<Record<string, number>>;
  readonly before: Readonly<Record<string, number>>;
}

interface Side {
  readonly engine: Engine;
  readonly writers: readonly string[];
  /** Rows each writer has said, and of them those that have not arrived. */
  readonly said: Map<string, Row[]>;
  readonly late: Map<string, Row[]>;
  /** Edges of either side that are known here. */
  known: Edge[];
}

let sides: readonly [Side, Side];
let work: string;

const sideOf = (engine: Engine, ...writers: string[]): Side => ({ engine, writers, said: new Map(), late: new Map(), known: [] });

async function open(): Promise<void> {
  work = tempFolder();
  mkdirSync(join(work, 'files'));
  const create = { id: 'binding-registry' };
  sides = [sideOf(await openEngine(join(work, 'a'), { create }), 'a0', 'a1'), sideOf(await openEngine(join(work, 'b'), { create }), 'b0')];
}

/** Ops both ways, and the blobs of the parts they name. */
async function exchange(run: string): Promise<void> {
  for (const side of sides) await sealAll(side.engine.context, run);
  for (const [from, to] of [[sides[0], sides[1]], [sides[1], sides[0]]] as const) {
    const source = from.engine.context;
    const target = to.engine.context;
    target.registry.receive([...source.registry.allOps()].map((each) => each.op), [...source.registry.signedHeads()]);
    const hold = target.cache.hold();
    for (const part of source.registry.read.historyParts(run)) if (!target.cache.has([part.blob as Digest])[0] && source.cache.has([part.blob as Digest])[0]) await target.cache.putBytes(await source.cache.read(part.blob as Digest), hold);
    hold.release();
  }
  const all = [...new Set([...sides[0].known, ...sides[1].known])];
  for (const side of sides) side.known = [...all];
}

/** The rule of the design, said again: of each writer the rows since the edge before, for each key the last number, the latest writer's. */
function expected(edge: Edge, rows: ReadonlyMap<string, readonly Row[]>): Record<string, number | string> {
  const found = new Map<string, { time: number; writer: string; value: number | string }>();
  for (const [writer, count] of Object.entries(edge.counts)) {
    const bound = (rows.get(writer) ?? []).filter((each) => each.row >= (edge.before[writer] ?? 0) && each.row < count).sort((a, b) => a.row - b.row);
    for (const key of KEYS) {
      const last = bound.filter((each) => each.values[key] !== undefined && (typeof each.values[key] === 'number' || each.values[key] === 'NaN')).at(-1);
      if (!last) continue;
      const held = found.get(key);
      if (!held || last.time > held.time || (last.time === held.time && writer > held.writer)) found.set(key, { time: last.time, writer, value: last.values[key] as number | string });
    }
  }
  return Object.fromEntries([...found].map(([key, { value }]) => [key, value]));
}

async function play(seed: number, name: string): Promise<void> {
  const dice = seededDice(seed);
  const [a] = sides;
  const { id: run } = await a.engine.client.runs.start({ key: name });
  for (const side of sides) {
    side.known = [];
    for (const writer of side.writers) {
      side.said.set(writer, []);
      side.late.set(writer, []);
    }
  }
  await exchange(run);
  const edges: Edge[] = [];
  let time = 1_800_000_000_000;

  const say = (side: Side): void => {
    const writer = side.writers[dice.pick(side.writers.length)] as string;
    const said = side.said.get(writer) as Row[];
    time += dice.pick(3);
    const values: Record<string, number | string> = {};
    for (const key of KEYS) if (dice.pick(2) === 0) values[key] = key === 'note' && dice.pick(2) === 0 ? 'text' : dice.pick(10) === 0 ? 'NaN' : dice.pick(1000);
    const row = { row: said.length, time, values };
    said.push(row);
    (side.late.get(writer) as Row[]).push(row);
  };

  /** Some of what has not arrived does, in any order; some of what has arrives again, also with other values, which count for nothing. */
  const deliver = async (side: Side, everything = false): Promise<void> => {
    for (const writer of side.writers) {
      const late = side.late.get(writer) as Row[];
      const said = side.said.get(writer) as Row[];
      const now = late.filter(() => everything || dice.pick(3) > 0);
      side.late.set(writer, late.filter((row) => !now.includes(row)));
      const arrived = said.filter((row) => !(side.late.get(writer) as Row[]).includes(row) && !now.includes(row));
      const again = arrived.filter(() => dice.pick(4) === 0).map((row) => ({ ...row, values: { loss: -1 } }));
      const rows = [...now, ...again].sort(() => dice.pick(2) - 0.5);
      if (rows.length > 0) await side.engine.client.runs.log({ run, writer, rows: rows.map(({ row, time: at, values }) => ({ row, time: at, values })) });
    }
  };

  const logEdge = async (side: Side): Promise<void> => {
    const writer = side.writers[dice.pick(side.writers.length)] as string;
    const own = (side.said.get(writer) as Row[]).length;
    const counts = Object.fromEntries(Object.entries({ ...side.engine.context.registry.read.rowCounts(run), [writer]: own }).filter(([each, count]) => count > 0 || each === writer));
    const file = join(work, 'files', `${name}-${edges.length}`);
    writeFileSync(file, `${name} ${edges.length}`);
    let version = '';
    for await (const event of await side.engine.client.ingest.log({ source: { paths: [file] }, name: `m-${name}`, run, historyRows: { [writer]: own }, captureCode: false })) if (event.event === 'done') version = event.version.id;
    const before = Object.fromEntries(Object.entries(counts).map(([each, count]) => [each, Math.max(0, ...side.known.map((edge) => edge.counts[each] ?? 0).filter((there) => there <= count))]));
    const edge = { version, counts, before };
    edges.push(edge);
    side.known.push(edge);
  };

  for (let turn = 0; turn < 14; turn += 1) {
    const side = sides[dice.pick(2) as 0 | 1];
    for (let n = dice.pick(4); n > 0; n -= 1) say(side);
    const what = dice.pick(6);
    if (what <= 2) await deliver(side);
    else if (what <= 4) await logEdge(side);
    else await exchange(run);
  }
  for (const side of sides) await deliver(side, true);
  await exchange(run);
  for (const side of sides) await bindMetrics(side.engine.context, run);
  await exchange(run);

  const rows = new Map(sides.flatMap((side) => [...side.said]));
  for (const { engine } of sides) {
    const outputs = engine.context.registry.read.runDetail(run)?.outputs ?? [];
    expect(outputs.map((output) => output.complete)).toEqual(outputs.map(() => true));
    for (const edge of edges) expect(outputs.find((output) => output.version === edge.version)?.metrics, `seed ${seed}, edge ${edges.indexOf(edge)}`).toEqual(expected(edge, rows));
  }
  expect(sides[0].engine.context.registry.stateHash()).toBe(sides[1].engine.context.registry.stateHash());
}

describe('metrics of versions', () => {
  it(`equal the rule over two engines that exchange (seed ${SEED})`, { timeout: 60_000 + CASES * 10_000 }, async () => {
    await open();
    try {
      for (let n = 0; n < CASES; n += 1) await play((SEED + n * 7919) % 2 ** 31, `case-${n}`);
    } finally {
      for (const { engine } of sides) await engine.close();
    }
  });
});
