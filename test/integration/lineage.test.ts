// Lineage on the command line over the walkthrough's pipeline: what scripts read, and the same as the contract says.
import { describe, expect, it, onTestFinished } from 'vitest';
import type { LineageGraph } from '../../shared/contract/lineage.js';
import { cairn, cairnJson } from '../support/cli.js';
import { openEngine } from '../support/engineWorld.js';
import { logPipeline, PIPELINE_MODEL } from '../support/pipeline.js';
import { tempFolder } from '../support/tempFolder.js';

interface Told {
  readonly nodes: { readonly id: string; readonly kind: string; readonly ref: string; readonly here: boolean; readonly deleted: boolean }[];
  readonly edges: { readonly from: string; readonly to: string; readonly role: string }[];
}

const refs = (told: Told, kind: string): string[] => told.nodes.filter((node) => node.kind === kind).map((node) => node.ref).sort();

/** `a role b`, runs without their random names. */
function lines(told: Told): string[] {
  const nameOf = new Map(told.nodes.map((node) => [node.id, node.kind === 'run' ? 'run' : node.ref]));
  return told.edges.map((edge) => `${nameOf.get(edge.from)} ${edge.role} ${nameOf.get(edge.to)}`).sort();
}

describe('cairn lineage', () => {
  it('answers what led to a version, what came of it, and which production versions depend on a dataset', async () => {
    const home = tempFolder();
    const { dataset, first, evaluation: judged } = logPipeline(home, tempFolder());
    const whole = cairnJson<Told>(home, ['lineage', 'mnist-cnn:v1']);
    expect(refs(whole, 'version')).toEqual(['mnist-cnn:v1', 'mnist-eval:v0', 'mnist:v0']);
    expect(refs(whole, 'model')).toEqual([PIPELINE_MODEL]);
    expect(lines(whole)).toEqual([`mnist-cnn:v1 linked ${PIPELINE_MODEL}`, 'mnist-cnn:v1 used run', 'mnist:v0 used run', 'run produced mnist-cnn:v1', 'run produced mnist-eval:v0', 'run produced mnist:v0']);

    const evaluation = cairnJson<Told>(home, ['lineage', 'mnist-eval:v0', '--up', '--depth', '2']);
    expect(lines(evaluation)).toEqual(['mnist-cnn:v1 used run', 'mnist-holdout:v0 used run', 'run produced mnist-eval:v0']);

    const affected = cairnJson<Told>(home, ['lineage', 'mnist:v0', '--down', '--alias', 'production']);
    expect(lines(affected)).toEqual(['mnist:v0 through mnist-cnn:v1']);
    const types = cairnJson<Told>(home, ['lineage', 'mnist:v0', '--down', '--type', 'model', '--type', 'evaluation']);
    expect(refs(types, 'version')).toEqual(['mnist-cnn:v0', 'mnist-cnn:v1', 'mnist-eval:v0', 'mnist:v0']);

    const model = cairnJson<Told>(home, ['lineage', PIPELINE_MODEL, '--model', '--up', '--depth', '1']);
    expect(refs(model, 'version')).toEqual(['mnist-cnn:v0', 'mnist-cnn:v1']);

    const engine = await openEngine(home);
    onTestFinished(() => engine.close());
    for (const [args, input] of [
      [['lineage', 'mnist-cnn:v1'], { ref: 'mnist-cnn:v1' }],
      [['lineage', 'mnist:v0', '--down', '--alias', 'production'], { ref: dataset.id, direction: 'down', filter: { aliases: ['production'] } }],
      [['lineage', 'mnist-cnn:v0', '--complete'], { ref: first.id, scope: 'complete' }],
    ] as const) {
      const contract: LineageGraph = await engine.client.lineage.graph(input as Parameters<typeof engine.client.lineage.graph>[0]);
      expect(cairnJson<LineageGraph>(home, args)).toEqual(contract);
    }

    expect(cairnJson<Told & { direction: string }>(home, ['lineage', 'mnist:v0', '--to', 'mnist-eval:v0'])).toEqual(await engine.client.lineage.path({ from: { ref: dataset.id }, to: { ref: judged.id } }));
    const around = cairn(home, ['lineage', 'mnist-cnn:v0', '--to', 'mnist-cnn:v1']);
    expect(around.stdout).toContain('Neither led to the other');
    expect(cairn(home, ['lineage', 'mnist:v0', '--to', 'mnist-eval:v0']).stdout).toContain('mnist:v0 led to mnist-eval:v0, in 4 steps:');
    expect(cairn(home, ['lineage', 'mnist:v0', '--to', 'mnist-eval:v0', '--up']).status).toBe(2);

    expect(cairn(home, ['delete', 'mnist-eval:v0', '--force']).status).toBe(0);
    const tombstone = cairnJson<Told>(home, ['lineage', 'mnist:v0', '--down']).nodes.find((node) => node.ref === 'mnist-eval:v0');
    expect(tombstone).toMatchObject({ deleted: true, id: judged.id });
    expect(cairn(home, ['lineage', 'nothing-here', '--json']).status).toBe(3);
    expect(cairn(home, ['lineage', 'mnist:v0', '--depth', 'two', '--json']).status).toBe(2);
    expect(cairn(home, ['lineage', 'mnist-cnn:v1']).stdout).toContain('mnist:v0');
  });
});
