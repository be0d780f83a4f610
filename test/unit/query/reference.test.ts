// Queries over many generated versions give what a naive filter gives: the same versions, each once, newest first, and the same total.
// CI runs a few thousand versions; CAIRN_QUERY_VERSIONS=50000 is the size the product promises, with the times printed.
import { expect, it } from 'vitest';
import { parseQuery } from '../../../electron/engine/domain/query/parse.js';
import { askWorld, INPUTS, TAGS, WHERE, WORDS, type AskWorld, type Dice, type PlainVersion } from '../../support/askWorld.js';
import { seededDice } from '../../support/randomOps.js';
import { SEED } from '../../support/seed.js';

const VERSIONS = Number(process.env['CAIRN_QUERY_VERSIONS'] ?? 3000);
const QUERIES = Number(process.env['CAIRN_QUERY_CASES'] ?? 150);

interface Asked {
  readonly text: string;
  readonly holds: (version: PlainVersion) => boolean;
}

const COMPARE: Readonly<Record<string, (a: number, b: number) => boolean>> = { '<': (a, b) => a < b, '<=': (a, b) => a <= b, '>': (a, b) => a > b, '>=': (a, b) => a >= b, '=': (a, b) => a === b };

/** One term with what it means, said without the parser's help. */
function term(dice: Dice, world: AskWorld): Asked {
  const pick = <T>(list: readonly T[]): T => list[dice.pick(list.length)] as T;
  const compare = pick(Object.keys(COMPARE));
  const holds = COMPARE[compare] ?? (() => false);
  switch (dice.pick(19)) {
    case 0: { const value = dice.pick(1000) / 1000; return { text: `acc${compare}${value}`, holds: (v) => v.metrics['acc'] !== undefined && holds(v.metrics['acc'], value) }; }
    case 1: { const value = dice.pick(500) / 100; return { text: `val/loss ${compare} ${value}`, holds: (v) => v.metrics['val/loss'] !== undefined && holds(v.metrics['val/loss'], value) }; }
    case 2: { const value = 1 + dice.pick(4); return { text: `params${compare}${value}B`, holds: (v) => v.params !== null && holds(v.params, value * 1e9) }; }
    case 3: { const dtype = pick(['bf16', 'F32', 'float16']); const plain = { bf16: 'bf16', F32: 'f32', float16: 'f16' }[dtype] ?? ''; return { text: `dtype:${dtype}`, holds: (v) => v.dtypes.includes(plain) }; }
    case 4: { const tags = [pick(TAGS), pick(TAGS)]; return { text: `tag:${tags.join(',')}`, holds: (v) => tags.some((tag) => v.tags.has(tag)) }; }
    case 5: { const alias = pick(['production', 'best', 'latest']); return { text: `alias:${alias}`, holds: (v) => v.aliases.has(alias) }; }
    case 6: { const type = pick(['model', 'checkpoint', 'dataset']); return { text: `type:${type}`, holds: (v) => v.type === type }; }
    case 7: { const n = dice.pick(INPUTS); return { text: `trained_on:mnist:v${n}`, holds: (v) => v.input === n }; }
    case 8: return { text: 'trained_on:mnist', holds: (v) => v.input !== null };
    case 9: { const word = pick(WORDS); return { text: dice.pick(2) === 0 ? word : `"a ${word} try"`, holds: (v) => !v.deleted && v.description.includes(word) }; }
    case 10: { const at = world.start + dice.pick(world.end - world.start); const after = dice.pick(2) === 0; return { text: `${after ? 'after' : 'before'}:${new Date(at).toISOString()}`, holds: (v) => (after ? v.at >= at : v.at < at) }; }
    case 11: { const lr = pick([0.1, 0.01, 0.001]); return { text: `config.lr${compare}${lr}`, holds: (v) => holds(v.lr, lr) }; }
    case 12: { const optimizer = pick(['adam', 'SGD']); return { text: `config.optimizer:${optimizer}`, holds: (v) => v.optimizer === optimizer.toLowerCase() }; }
    case 13: { const project = pick(['default', 'research']); return { text: `project:${project}`, holds: (v) => v.project === project }; }
    case 14: { const name = `net-${dice.pick(3)}`; return { text: `name:${name}`, holds: (v) => v.collection.includes(name) }; }
    case 15: { const level = pick(['clean', 'suspicious', 'unknown']); return { text: `safety:${level}`, holds: (v) => v.safety === level }; }
    case 16: { const [what, is] = pick<readonly [string, (v: PlainVersion) => boolean]>([['has:metrics', (v) => Object.keys(v.metrics).length > 0], ['has:tags', (v) => v.tags.size > 0], ['has:inputs', (v) => v.input !== null], ['has:metric.val/loss', (v) => v.metrics['val/loss'] !== undefined], ['is:linked', (v) => v.linked], ['has:description', (v) => v.description !== '']]); return { text: what, holds: is }; }
    case 17: { const value = dice.pick(5); return { text: `size${compare}${value}MB`, holds: (v) => holds(v.bytes, value * 1e6) }; }
    default: return { text: 'by:reyes', holds: (v) => v.actor === 'Ana Reyes' };
  }
}

function query(dice: Dice, world: AskWorld): Asked {
  const terms = Array.from({ length: 1 + dice.pick(4) }, () => term(dice, world)).map(({ text, holds }): Asked => (dice.pick(5) === 0 ? { text: `-${text}`, holds: (v) => !holds(v) } : { text, holds }));
  const deleted = dice.pick(15) === 0;
  return { text: [...terms.map((each) => each.text), ...(deleted ? ['is:deleted'] : [])].join(' '), holds: (v) => v.deleted === deleted && terms.every((each) => each.holds(v)) };
}

it(`finds what a naive filter finds, over ${VERSIONS} versions (seed ${SEED})`, () => {
  const dice = seededDice(SEED);
  const began = performance.now();
  const world = askWorld(dice, VERSIONS);
  const made = performance.now() - began;
  const now = world.end;
  const times: number[] = [];
  let some = 0;
  for (let n = 0; n < QUERIES; n += 1) {
    const { text, holds } = query(dice, world);
    const parsed = parseQuery(text, 'versions', now);
    expect(parsed.problems, text).toEqual([]);
    const expected = world.versions.filter(holds);
    const began = performance.now();
    const first = world.store.read.ask({ query: parsed, context: WHERE, cursor: null, limit: 50 });
    times.push(performance.now() - began);
    expect(first.total, `${text} (seed ${SEED})`).toBe(expected.length);
    if (expected.length > 0) some += 1;
    const found: string[] = [];
    for (let page = first; ; page = world.store.read.ask({ query: parsed, context: WHERE, cursor: page.next, limit: 500 })) {
      found.push(...page.rows.map((row) => row.id));
      if (page.next === null || (n % 10 !== 0 && found.length >= 1000)) break;
    }
    const wanted = new Set(expected.map((version) => version.id));
    expect(new Set(found).size, text).toBe(found.length);
    expect(found.filter((id) => !wanted.has(id)), `${text} (seed ${SEED})`).toEqual([]);
    if (n % 10 === 0) expect(found.length, text).toBe(expected.length);
    const order = new Map(world.versions.map((version) => [version.id, version.at]));
    expect(found.map((id) => order.get(id) ?? 0), text).toEqual(found.map((id) => order.get(id) ?? 0).sort((a, b) => b - a));
  }
  expect(some).toBeGreaterThan(QUERIES / 4);
  times.sort((a, b) => a - b);
  const at = (share: number): string => (times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0).toFixed(1);
  process.stdout.write(`${QUERIES} queries over ${VERSIONS} versions: median ${at(0.5)} ms, p95 ${at(0.95)} ms, worst ${at(1)} ms (goal 50 ms); made in ${Math.round(made)} ms; seed ${SEED}\n`);
  world.store.close();
}, 900_000);
