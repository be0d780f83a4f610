// The unmodified `wandb` package against Cairn: the walkthrough's own code, each call a training script makes, and what the command
// line says of the same things.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cairnJson } from '../../support/cli.js';
import { createWandbWorld, NO_WANDB, wandbVenv, type Venv, type WandbWorld } from '../../support/wandbWorld.js';

interface Shown {
  ref: string;
  version: string;
  aliases: string[];
  metrics: Record<string, number>;
  config: Record<string, unknown>;
  run: string;
  links: { ref: string; aliases: string[] }[];
  source?: { ref: string };
  files: { path: string; uri?: string }[];
  metadata: Record<string, unknown>;
}

/** Which releases: the newest; others by environment, as `name=requirement` with commas between. */
const RELEASES = (process.env['CAIRN_WANDB'] ?? 'wandb-new=wandb').split(',').map((pair) => pair.split(/=(.*)/s) as [string, string]);

describe.each(RELEASES)('%s', (name, requirement) => {
  let venv: Venv | undefined;
  let world: WandbWorld;
  beforeAll(async () => {
    venv = wandbVenv(name, requirement);
    if (venv) world = await createWandbWorld();
  }, 400_000);
  afterAll(() => world?.end());

  const show = (ref: string): Shown => cairnJson<Shown>(world.home, ['show', ref]);

  async function passes(file: string, more: Record<string, string>) {
    if (!venv) throw new Error(NO_WANDB);
    const done = await world.script(venv, file, more);
    expect(done.status, `${done.output}\n${world.log().split('\n').slice(-12).join('\n')}`).toBe(0);
    return done.facts;
  }

  it("runs the walkthrough's code as it stands", async ({ skip }) => {
    if (!venv) return skip(NO_WANDB);
    const facts = await passes('walkthrough.py', { WANDB_PROJECT: 'walkthrough', ...(await world.startS3(venv)) });
    expect(facts['blocks']).toBe(13);
    const production = show(`${String(facts['model'])}:production`);
    expect(production.source?.ref).toBe((facts['production'] as { source: string }).source);
    expect(facts['production']).toMatchObject({ version: production.version, aliases: [...production.aliases].sort() });
    const best = cairnJson<{ name: string; aliases: Record<string, string> }[]>(world.home, ['ls', 'collections']).find((row) => row.name.startsWith('mnist-nn-') && 'best' in row.aliases);
    // The metrics logged immediately before are the version's own.
    expect(show(`walkthrough/${best?.name ?? ''}:best`).metrics).toMatchObject({ train_loss: 0.345, val_loss: 0.456 });
    expect(show('walkthrough/dataset_name:latest').files).toContainEqual(expect.objectContaining({ path: 'data', uri: 's3://path/to/data' }));
  });

  it('does what a training script asks, and tells the command line the same', async ({ skip }) => {
    if (!venv) return skip(NO_WANDB);
    const facts = await passes('calls.py', { WANDB_PROJECT: 'calls' });
    const best = show('calls/digits-net:best');
    expect(best).toMatchObject({ version: facts['best'], run: facts['run'], metadata: { epoch: 3 }, config: { lr: 3e-4, layers: [128, 64], optimizer: { name: 'adam' }, batch: 32 } });
    for (const [version, loss] of [0.9, 0.5, 0.7, 0.3, 0.4].entries()) expect(show(`calls/digits-net:v${version}`).metrics).toMatchObject({ epoch: version, 'val.loss': loss });
    expect(best.links).toMatchObject([{ ref: 'Digit Reader:v1', aliases: ['latest', 'production'] }]);
    const runs = cairnJson<{ id: string; state: string; summary: Record<string, unknown> }[]>(world.home, ['ls', 'runs']);
    expect(runs.find((run) => run.id === facts['run'])).toMatchObject({ state: 'finished', summary: { final: 42 } });
    expect(world.log()).not.toMatch(/"level":50/);
  });

  it('goes on after a crash, with several programs at once, offline runs sent later, and a dirty work tree', { timeout: 300_000 }, async ({ skip }) => {
    if (!venv) return skip(NO_WANDB);
    const facts = await passes('hard.py', { WANDB_PROJECT: 'hard', ...(process.env['CAIRN_HUGE'] ? { CAIRN_HUGE: process.env['CAIRN_HUGE'] } : {}) });
    expect(facts['commit']).toMatch(/^[0-9a-f]{40}$/);
    const runs = cairnJson<{ id: string; state: string }[]>(world.home, ['ls', 'runs']);
    const states = Object.fromEntries(runs.map((run) => [run.id, run.state]));
    expect(states).toMatchObject({ phoenix: 'finished', doomed: 'failed', away: 'finished', traced: 'finished', 'many-0': 'finished', 'many-3': 'finished' });
    expect(world.log()).not.toMatch(/"level":50/);
  });
});
