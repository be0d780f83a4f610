// Makes the sample by the same commands a person's work goes through: log data, train, log versions, evaluate, link, promote.
import { CairnError } from '../../../../shared/contract/errors.js';
import { LogInput } from '../../../../shared/contract/ingest.js';
import { RunStart } from '../../../../shared/contract/runs.js';
import type { EngineContext } from '../context.js';
import { commitKept, type KeptFile } from '../logVersion.js';
import { setAlias } from '../registry/aliases.js';
import { link } from '../registry/links.js';
import { createModel } from '../registry/models.js';
import { describe, tag } from '../registry/words.js';
import { setPolicy } from '../policies.js';
import { finishRun } from '../runs/finish.js';
import { logRows } from '../runs/log.js';
import { startRun } from '../runs/start.js';
import { runKey } from '../runNames.js';
import { drawDigits, idx, SIDE, type Digits } from './digits.js';
import { SAMPLE_DATA, SAMPLE_DRAFTS, SAMPLE_ENTITY, SAMPLE_HOLDOUT, SAMPLE_MODEL, SAMPLE_PROJECT, sampleModel, sampleRef } from './names.js';
import { createNetwork, evaluate, HIDDEN, toSafetensors, trainEpoch, type Network } from './network.js';

const EPOCHS = 5;
const RATE = 0.025;
const BATCH = 50;
const PLACE = { entity: SAMPLE_ENTITY, project: SAMPLE_PROJECT } as const;

interface File {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Keeps files that are in memory as a version. */
async function logFiles(engine: EngineContext, files: readonly File[], input: Partial<LogInput> & Pick<LogInput, 'name'>): Promise<{ id: string; bytes: number }> {
  const hold = engine.cache.hold();
  try {
    const kept: KeptFile[] = [];
    for (const { path, bytes } of files) kept.push({ path, size: bytes.byteLength, digest: await engine.cache.putBytes(bytes, hold) });
    const { version } = await commitKept(engine, kept, [], LogInput.parse({ ...PLACE, captureCode: false, ...input }), hold, () => undefined, undefined);
    return { id: version.id, bytes: version.bytes };
  } catch (error) {
    await hold.cancel();
    throw error;
  }
}

const dataFiles = (digits: Digits, part: string): readonly File[] => [
  { path: `${part}-images.idx3-ubyte`, bytes: idx(digits.images, [digits.count, SIDE, SIDE]) },
  { path: `${part}-labels.idx1-ubyte`, bytes: idx(digits.labels, [digits.count]) },
];

function useIn(engine: EngineContext, run: string, version: string, as: string): void {
  engine.registry.write(engine.actor(), (tx) => {
    const collection = tx.read.version(version)?.collection ?? '';
    tx.append({ kind: 'use', body: { run, version, collection, as } });
  });
}

interface Trained {
  readonly version: string;
  readonly network: Network;
  readonly accuracy: number;
}

const copyOf = ({ w1, b1, w2, b2 }: Network): Network => ({ w1: w1.slice(), b1: b1.slice(), w2: w2.slice(), b2: b2.slice() });

/** The run of the walkthrough: metrics by batch, a version after each epoch, `best` on the best so far. */
async function train(engine: EngineContext, key: string, training: Digits, check: Digits, dataset: string, count: (bytes: number) => void): Promise<readonly Trained[]> {
  const ref = { ...PLACE, run: key };
  const run = await startRun(engine, RunStart.parse({ ...PLACE, key, name: 'train-mnist', jobType: 'train', config: { lr: RATE, epochs: EPOCHS, batch_size: BATCH, hidden: HIDDEN, optimizer: 'sgd' }, notes: 'One hidden layer on drawn digits; made by Cairn as a sample.' }));
  useIn(engine, run.id, dataset, `${SAMPLE_DATA}:latest`);
  const network = createNetwork(7);
  const made: Trained[] = [];
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    const losses: number[] = [];
    await trainEpoch(network, training, RATE, BATCH, (loss) => losses.push(loss));
    const steps = losses.length;
    await logRows(engine, { ...ref, rows: losses.map((loss, n) => ({ step: epoch * steps + n, values: { train_loss: loss } })) });
    const score = await evaluate(network, check);
    await logRows(engine, { ...ref, rows: [{ step: (epoch + 1) * steps - 1, values: { train_loss: losses[steps - 1] ?? 0, val_loss: score.loss, val_accuracy: score.accuracy, epoch } }] });
    const best = made.every((each) => score.accuracy > each.accuracy);
    const { id, bytes } = await logFiles(engine, [{ path: 'model.safetensors', bytes: toSafetensors(network, { format: 'pt', epoch: String(epoch) }) }], { name: `${SAMPLE_DRAFTS}${key}`, run: key, aliases: best ? ['best'] : [] });
    count(bytes);
    made.push({ version: id, network: copyOf(network), accuracy: score.accuracy });
  }
  await finishRun(engine, { ...ref, state: 'finished' });
  return made;
}

/** A run that reads a version and the held-out digits, and says how good it is. */
async function judge(engine: EngineContext, { version, network }: Trained, holdout: Digits, dataset: string, key: string): Promise<void> {
  const run = await startRun(engine, RunStart.parse({ ...PLACE, key, name: `evaluate-${key}`, jobType: 'evaluate' }));
  useIn(engine, run.id, version, 'model');
  useIn(engine, run.id, dataset, `${SAMPLE_HOLDOUT}:latest`);
  const { loss, accuracy, predicted } = await evaluate(network, holdout);
  const right = Array.from({ length: 10 }, (_, digit) => {
    const [all, hit] = [...holdout.labels].reduce(([a, b], label, n) => (label === digit ? [a + 1, b + (predicted[n] === digit ? 1 : 0)] : [a, b]), [0, 0] as [number, number]);
    return [`accuracy_of.${digit}`, all === 0 ? 0 : hit / all] as const;
  });
  await logRows(engine, { ...PLACE, run: key, rows: [{ step: 0, values: { loss, accuracy, ...Object.fromEntries(right) } }] });
  await finishRun(engine, { ...PLACE, run: key, state: 'finished' });
}

const CARD = `# ${SAMPLE_MODEL}

Grey pictures of 28 by 28 pixels in, one of ten digits out. One hidden layer, trained on digits that Cairn drew by itself: a sample to
look around in.

| | |
| --- | --- |
| Data | \`${SAMPLE_DATA}\`, drawn; held out: \`${SAMPLE_HOLDOUT}\` |
| Use | \`cairn use "${sampleModel()}:production"\` |
| Limits | It has never seen a digit that a hand wrote. |
`;

/** Links the two that were worth it and promotes one after the other, as a team would. */
async function promote(engine: EngineContext, key: string, earlier: Trained, best: Trained, holdout: Digits, dataset: string): Promise<void> {
  const target = sampleModel();
  for (const [n, each] of [earlier, best].entries()) {
    const first = n === 0;
    const move = (alias: string, note: string): void => void setAlias(engine, { ref: each.version, within: target, alias, note });
    link(engine, each.version, { target, aliases: [], note: first ? 'first that reads most digits' : 'best of the run' });
    move('staging', first ? 'try it on the held-out digits' : 'better in training');
    await judge(engine, each, holdout, dataset, `${key}-e${n}`);
    move('production', first ? 'first release' : 'as good or better on the same held-out digits');
  }
}

/** Makes all of it. The versions made, and their bytes. */
export async function makeSample(engine: EngineContext): Promise<{ versions: number; bytes: number }> {
  let bytes = 0;
  let versions = 0;
  const count = (size: number): void => {
    bytes += size;
    versions += 1;
  };
  const [training, check, holdout] = [await drawDigits(600, 1), await drawDigits(250, 2), await drawDigits(250, 3)];
  const data = await logFiles(engine, dataFiles(training, 'train'), { name: SAMPLE_DATA, type: 'dataset', description: 'Digits drawn from strokes, in the layout of MNIST' });
  count(data.bytes);
  const held = await logFiles(engine, dataFiles(holdout, 'test'), { name: SAMPLE_HOLDOUT, type: 'dataset', description: 'Digits that no version has seen' });
  count(held.bytes);
  const key = runKey(engine.ports.random);
  const made = await train(engine, key, training, check, data.id, count);
  const ranked = [...made].sort((a, b) => b.accuracy - a.accuracy);
  const [best] = ranked;
  const earlier = made[made.indexOf(best as Trained) - 1] ?? made[made.length - 1];
  if (!best || !earlier) throw new CairnError('internal', 'Making the sample, nothing was trained.');
  createModel(engine, { name: SAMPLE_MODEL, entity: SAMPLE_ENTITY, type: 'model', description: CARD });
  describe(engine, { what: 'collection', ref: sampleModel(), field: 'headline', value: { metric: 'val_accuracy', direction: 'max' } });
  tag(engine, { what: 'collection', ref: sampleModel(), add: ['vision', 'sample'], remove: [] });
  tag(engine, { what: 'version', ref: sampleRef(`${SAMPLE_DRAFTS}${key}:best`), add: ['vision'], remove: [] });
  setPolicy(engine, { collection: sampleModel(), alias: 'production', text: 'staging first; accuracy >= incumbent - 0.02 on the same evaluation dataset; safety clean; note' });
  await promote(engine, key, earlier, best, holdout, held.id);
  return { versions, bytes };
}
