// LightGBM models: text of lines `key=value`, then each tree. The head is read, and no tree.
import { createMetadata } from './metadata.js';
import { createRefusal, type Refuse } from './refusal.js';
import { MAX_LAYERS, type Format, type FormatFacts, type FormatSource, type LayerFact } from './types.js';

/** Names of 10,000 features and the sizes of 10,000 trees take about 1 MB. */
const MAX_HEAD = 8 * 1024 * 1024;
const STEP = 64 * 1024;

/** The lines before the first tree. */
async function readHead(source: FormatSource, refuse: Refuse): Promise<Map<string, string>> {
  let text = '';
  const decoder = new TextDecoder();
  for (let at = 0; at < source.size && !/\nTree=|\nend of trees/.test(text.slice(-STEP - 16)); at += STEP) {
    if (at >= MAX_HEAD) throw refuse(`its head is longer than the ${MAX_HEAD} bytes that are read of it`);
    text += decoder.decode(await source.read(at, STEP), { stream: true });
  }
  const end = text.search(/\nTree=|\nend of trees/);
  if (end < 0) throw refuse('its head does not end before its first tree');
  const words = new Map<string, string>();
  for (const line of text.slice(0, end).split('\n').slice(1)) {
    const cut = line.indexOf('=');
    if (cut > 0) words.set(line.slice(0, cut), line.slice(cut + 1).trimEnd());
  }
  return words;
}

async function inspect(source: FormatSource): Promise<FormatFacts> {
  const refuse = createRefusal('the LightGBM model', source);
  const words = await readHead(source, refuse);
  if (!words.has('version') || !words.has('max_feature_idx')) throw refuse('it has no version and no number of features in its head');
  const sizes = (words.get('tree_sizes') ?? '').split(' ').filter(Boolean).map(Number);
  if (sizes.some((size) => !Number.isSafeInteger(size) || size < 0) || sizes.reduce((sum, size) => sum + size, 0) > source.size) throw refuse('the sizes of its trees do not fit the file');
  const features = Number(words.get('max_feature_idx')) + 1;
  if (!Number.isSafeInteger(features) || features < 0) throw refuse(`it says that its last feature is ${words.get('max_feature_idx')}`);
  const metadata = createMetadata();
  for (const [key, value] of words) if (key !== 'tree_sizes' && key !== 'feature_infos') metadata.set(key, value);
  const classes = words.get('num_class');
  return {
    framework: 'LightGBM',
    parameters: null,
    tensors: [],
    metadata: metadata.toRecord(),
    safety: { level: 'clean', findings: [] },
    borders: null,
    frameworkVersion: `LightGBM model ${words.get('version')}`,
    architecture: `${words.get('boosting') ?? 'gbdt'}, ${sizes.length} ${sizes.length === 1 ? 'tree' : 'trees'}`,
    layers: sizes.slice(0, MAX_LAYERS).map((size, index): LayerFact => ({ name: `tree ${index}`, kind: 'tree', detail: `${size} bytes`, parameters: null })),
    layerCount: sizes.length,
    inputs: [{ name: 'features', dtype: '', shape: ['n', String(features)] }],
    outputs: [{ name: words.get('objective') ?? 'prediction', dtype: '', shape: classes === undefined ? [] : [classes] }],
  };
}

export const lightgbm: Format = {
  id: 'lightgbm',
  extensions: ['txt', 'lgb'],
  parser: 'cairn-lightgbm',
  parserVersion: 1,
  detect: (head) => (/^tree\r?\nversion=v\d+\r?\n/.test(Buffer.from(head.subarray(0, 64)).toString('latin1')) ? 1 : null),
  inspect,
};
