// One policy, one verdict: generated cases through the contract, a window's port, HTTP, `link --alias` and the command line.
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asCairnError } from '../../shared/contract/errors.js';
import type { Verdict } from '../../shared/contract/policies.js';
import type { EngineClient } from '../../electron/engine/index.js';
import { runId } from '../../electron/engine/domain/ids.js';
import { cairn, cairnJson } from '../support/cli.js';
import { failureOf } from '../support/engineWorld.js';
import { createHttpWorld, type HttpWorld } from '../support/httpWorld.js';
import { seededDice } from '../support/randomOps.js';
import { SEED } from '../support/seed.js';
import { tempFolder } from '../support/tempFolder.js';

const CASES = Number(process.env['CAIRN_POLICY_CASES'] ?? 20);
/** Starting the command line takes half a second: every so many cases. */
const CLI_EVERY = 10;

let world: HttpWorld;
let page: EngineClient;
const channel = new MessageChannel();
beforeAll(async () => {
  world = await createHttpWorld();
  world.engine.serve(channel.port1 as unknown as Parameters<typeof world.engine.serve>[0]);
  page = createORPCClient(new RPCLink({ port: channel.port2 as never }));
  channel.port1.start();
  channel.port2.start();
});
afterAll(async () => {
  channel.port1.close();
  await world.end();
});

interface Dice {
  pick(below: number): number;
}

async function log(name: string, bytes: string, more: object = {}): Promise<string> {
  const file = join(tempFolder(), 'model.bin');
  writeFileSync(file, bytes);
  for await (const event of await world.engine.client.ingest.log({ source: { paths: [file] }, name, ...more })) if (event.event === 'done') return event.version.id;
  throw new Error('not logged');
}

const CLAUSES = ['note', 'staging first', 'tag reviewed', 'safety not flagged', 'accuracy >= 0.9', 'accuracy >= incumbent', 'accuracy >= incumbent - 0.05 on the same evaluation dataset', 'accuracy >= 0.9 on holdout', 'loss < 1'];

function policy(dice: Dice): string {
  return [...new Set(Array.from({ length: 1 + dice.pick(3) }, () => CLAUSES[dice.pick(CLAUSES.length)] ?? 'note'))].join('; ');
}

/** Evaluates a version on a dataset by a run of its own. */
function evaluate(version: string, dataset: string, accuracy: number, key: string): void {
  const { registry } = world.engine.context;
  registry.write({ name: 'Ada Test' }, (tx) => {
    const [model, data] = [tx.read.version(version), tx.read.version(dataset)];
    const project = tx.read.projectOf(model?.collection ?? '')?.project ?? '';
    const run = runId(project, key);
    tx.append({ kind: 'run.start', body: { run, project, key, name: key, jobType: 'evaluate' } });
    tx.append({ kind: 'use', body: { run, version, collection: model?.collection ?? '' } });
    tx.append({ kind: 'use', body: { run, version: dataset, collection: data?.collection ?? '' } });
    tx.append({ kind: 'run.update', body: { run, set: { 'summary.accuracy': accuracy } } });
  });
}

interface Case {
  readonly text: string;
  readonly note: string | undefined;
  readonly versions: readonly [incumbent: string, candidate: string];
  readonly held: boolean;
  readonly staged: boolean;
}

/** A model like every other of its case, its incumbent in place, its policy set after that. */
async function model(name: string, { text, versions, held, staged }: Case): Promise<string> {
  const { client } = world.engine;
  const [incumbent, candidate] = versions;
  const made = await client.registry.link({ ref: incumbent, target: name, aliases: held ? ['production'] : [] });
  await client.registry.link({ ref: candidate, target: name, aliases: staged ? ['staging'] : [] });
  if (staged) await client.registry.removeAlias({ ref: `${name}:staging`, alias: 'staging' });
  await client.policies.set({ collection: made.model.id, alias: 'production', text });
  return made.model.id;
}

/** `allowed`, or the text of the first clause that stands against the move. */
async function outcome(move: Promise<unknown>): Promise<string> {
  try {
    await move;
    return 'allowed';
  } catch (error) {
    const failure = asCairnError(error);
    expect(failure.code, failure.message).toBe('policy_blocked');
    const verdict = failure.details['verdict'] as Verdict;
    const text = verdict.clauses.find((clause) => clause.state !== 'pass')?.text ?? '';
    expect(failure.message).toContain(text);
    return text;
  }
}

const expected = (verdict: Verdict): string => verdict.clauses.find((clause) => clause.state !== 'pass')?.text ?? 'allowed';

describe('policies at the doors', () => {
  it(`gives one verdict on every door over ${CASES} cases (seed ${SEED})`, async () => {
    const dice = seededDice(SEED);
    const { client } = world.engine;
    const data = [await log('holdout', 'a', { type: 'dataset' }), await log('holdout', 'b', { type: 'dataset' })];
    const versions: string[] = [];
    for (let n = 0; n < 6; n += 1) {
      const metrics = dice.pick(4) === 0 ? {} : { accuracy: (85 + dice.pick(15)) / 100, ...(dice.pick(2) === 0 ? { loss: dice.pick(20) / 10 } : {}) };
      versions.push(await log('net', `net ${n}`, { metrics, tags: dice.pick(2) === 0 ? ['reviewed'] : [] }));
      for (let e = dice.pick(3); e > 0; e -= 1) evaluate(versions[n] ?? '', data[dice.pick(2)] ?? '', (85 + dice.pick(15)) / 100, `eval-${n}-${e}`);
    }
    const outcomes = new Map<string, number>();
    for (let n = 0; n < CASES; n += 1) {
      const first = dice.pick(versions.length);
      const each: Case = { text: policy(dice), note: dice.pick(2) === 0 ? 'measured twice' : undefined, versions: [versions[first] ?? '', versions[(first + 1 + dice.pick(versions.length - 1)) % versions.length] ?? ''], held: dice.pick(4) > 0, staged: dice.pick(2) === 0 };
      const note = each.note === undefined ? {} : { note: each.note };
      const [, ref] = each.versions;
      const doors: Record<string, (name: string, id: string) => Promise<unknown>> = {
        contract: (_, id) => client.registry.setAlias({ ref, alias: 'production', within: id, ...note }),
        window: (_, id) => page.registry.setAlias({ ref, alias: 'production', within: id, ...note }),
        http: (_, id) => world.client.registry.setAlias({ ref, alias: 'production', within: id, ...note }),
        link: (name) => client.registry.link({ ref, target: name, aliases: ['production'], ...note }),
      };
      let verdict: string | undefined;
      for (const [door, move] of Object.entries(doors)) {
        const name = `m${n}-${door}`;
        const id = await model(name, each);
        const said = expected(await client.policies.check({ collection: id, alias: 'production', ref, ...note }));
        const before = client.registry.aliases({ collection: id });
        expect(await outcome(move(name, id)), `${door}: ${each.text} (seed ${SEED})`).toBe(said);
        if (said !== 'allowed') expect(await client.registry.aliases({ collection: id })).toEqual(await before);
        verdict ??= said;
        expect(said, `${door}: ${each.text} (seed ${SEED})`).toBe(verdict);
      }
      if (n % CLI_EVERY === 0) {
        const id = await model(`m${n}-cli`, each);
        const checked = cairn(world.home, ['policy', 'check', `m${n}-cli:production`, ref, ...(each.note ? ['--note', each.note] : []), '--json']);
        expect(expected(JSON.parse(checked.stdout) as Verdict)).toBe(verdict);
        const moved = cairn(world.home, ['alias', 'set', ref, 'production', '--in', id, ...(each.note ? ['--note', each.note] : []), '--json']);
        expect([moved.status, checked.status]).toEqual(verdict === 'allowed' ? [0, 0] : [1, 1]);
        if (verdict !== 'allowed') expect(JSON.parse(moved.stderr)).toMatchObject({ error: { code: 'policy_blocked' } });
      }
      outcomes.set(verdict ?? '', (outcomes.get(verdict ?? '') ?? 0) + 1);
    }
    if (CASES >= 20) expect(outcomes.size).toBeGreaterThan(2);
  }, 300_000);

  it('lets an override pass with a reason that history keeps, and logs nothing when a log is blocked', async () => {
    const { client } = world.engine;
    const version = await log('gated', 'one');
    const { model: made } = await client.registry.link({ ref: version, target: 'Served' });
    expect(cairnJson(world.home, ['policy', 'set', 'Served:production', 'production requires: staging first; note'])).toMatchObject({ text: 'staging first; note', clauses: ['staging first', 'note'] });
    expect(cairnJson(world.home, ['policy', 'show'])).toEqual(expect.arrayContaining([expect.objectContaining({ name: 'Served', alias: 'production' })]) as unknown);
    const blocked = await failureOf(client.registry.setAlias({ ref: 'Served:v0', alias: 'production' }));
    expect(blocked.message).toContain('“staging first” does not hold: v0 has not been staging. 1 more clause stands against it.');
    await client.registry.setAlias({ ref: 'Served:v0', alias: 'production', override: 'outage, approved by Ana' });
    const { rows } = await client.browse.history({ subject: made.id, alias: 'production' });
    expect(rows[0]?.note).toBe('Overrode “staging first”, “note”: outage, approved by Ana');
    expect((await client.browse.history({ subject: made.id, kind: 'policy' })).rows[0]?.text).toMatch(/set the policy of production of Served$/);

    await client.policies.set({ collection: 'gated', alias: 'best', text: 'accuracy >= 0.9' });
    const ops = world.engine.context.registry.opCount();
    const file = join(tempFolder(), 'model.bin');
    writeFileSync(file, 'two');
    const refused = cairn(world.home, ['log', file, '--name', 'gated', '--alias', 'best', '--metric', 'accuracy=0.5', '--json']);
    expect(JSON.parse(refused.stderr)).toMatchObject({ error: { code: 'policy_blocked' } });
    expect(world.engine.context.registry.opCount()).toBe(ops);
    expect(cairnJson(world.home, ['log', file, '--name', 'gated', '--alias', 'best', '--metric', 'accuracy=0.95'])).toMatchObject({ aliases: ['latest', 'best'] });
    expect(cairnJson(world.home, ['policy', 'rm', 'gated:best'])).toMatchObject({ text: '' });
    expect(await client.policies.list({ collection: 'gated' })).toEqual([]);
    expect(cairn(world.home, ['policy', 'set', 'Served:production', 'be good', '--json']).status).toBe(2);
  });

  it('stops what a scan flagged unless somebody says why not', async () => {
    const { client, context } = world.engine;
    const version = await log('flagged', 'pretend pickle');
    const [row] = context.registry.read.versionBlobs([version]);
    context.registry.write({ name: 'Ada Test' }, (tx) => tx.append({ kind: 'facts', body: { blob: row?.blob ?? '', parser: 'test', parserVersion: 1, facts: row?.blob ?? '', brief: { format: 'pickle', dtypes: [], safety: 'dangerous' } } }));
    const blocked = await failureOf(client.registry.setAlias({ ref: version, alias: 'production' }));
    expect(blocked).toMatchObject({ code: 'policy_blocked', message: expect.stringContaining('“safety not flagged” does not hold: the scan of v0 found it dangerous') as string });
    await client.registry.setAlias({ ref: version, alias: 'best' });
    await client.registry.setAlias({ ref: version, alias: 'production', override: 'read line by line' });
  });
});
