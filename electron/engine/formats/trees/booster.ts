// What an XGBoost model says of itself, whichever way it is written: trees with their sizes, features, objective, version.
import { createMetadata } from '../metadata.js';
import { cutText } from '../refusal.js';
import { MAX_LAYERS, type FormatFacts, type LayerFact } from '../types.js';

export interface Booster {
  /** Paths of scalars, joined by dots -> values. Of trees only their sizes. */
  readonly words: Map<string, string>;
  /** Nodes of each tree. */
  readonly trees: number[];
  readonly features: string[];
}

const MODEL = 'learner.gradient_booster';

export function boosterFacts({ words, trees, features }: Booster): FormatFacts {
  const metadata = createMetadata();
  for (const [key, value] of words) if (/^learner\.(objective|learner_model_param|attributes|gradient_booster\.name)/.test(key)) metadata.set(key.replace(/^learner\./, ''), value);
  const version = ['0', '1', '2'].map((index) => words.get(`version.${index}`)).filter((part) => part !== undefined).join('.');
  const kind = words.get(`${MODEL}.name`) ?? 'model';
  const count = Number(words.get('learner.learner_model_param.num_feature') ?? features.length);
  const nodes = trees.reduce((sum, size) => sum + size, 0);
  if (features.length > 0) metadata.set('features', features.slice(0, 500).join(', '));
  return {
    framework: 'XGBoost',
    parameters: trees.length > 0 ? nodes : null,
    tensors: [],
    metadata: metadata.toRecord(),
    safety: { level: 'clean', findings: [] },
    borders: null,
    ...(version === '' ? {} : { frameworkVersion: `XGBoost ${version}` }),
    architecture: trees.length > 0 ? `${kind}, ${trees.length} ${trees.length === 1 ? 'tree' : 'trees'}` : cutText(kind, 100),
    layers: trees.slice(0, MAX_LAYERS).map((size, index): LayerFact => ({ name: `tree ${index}`, kind: 'tree', detail: `${size} nodes`, parameters: size })),
    layerCount: trees.length,
    inputs: [{ name: 'features', dtype: '', shape: ['n', String(count)] }],
    outputs: [{ name: words.get('learner.objective.name') ?? 'prediction', dtype: '', shape: [] }],
  };
}
