// XGBoost models, as binary JSON or as text: read for their words and the sizes of their trees.
import { createCursor } from './cursor.js';
import { isRecord, listAt, parseJson, recordAt, textAt, type Json } from './json.js';
import { createRefusal, type Refuse } from './refusal.js';
import { boosterFacts, type Booster } from './trees/booster.js';
import { readUbj } from './trees/ubj.js';
import type { Format, FormatFacts, FormatSource } from './types.js';

const EXTENSIONS = ['ubj', 'json', 'xgb', 'bst', 'model'];
/** Text is parsed whole, which takes many times its length of memory; larger models are written as binary JSON. */
const MAX_TEXT = 6 * 1024 * 1024;
const MAX_READ = 128 * 1024 * 1024;
const MAX_TREES = 100_000;
const MAX_WORDS = 5000;

function keep(booster: Booster, path: readonly string[], value: string): void {
  if (booster.words.size < MAX_WORDS) booster.words.set(path.join('.'), value);
}

/** learner.gradient_booster.model.trees.<n>.tree_param.num_nodes */
function treeOf(path: readonly string[]): number | undefined {
  return path[3] === 'trees' && path[5] === 'tree_param' && path[6] === 'num_nodes' ? Number(path[4]) : undefined;
}

function take(booster: Booster, path: readonly string[], value: string, refuse: Refuse): void {
  const tree = treeOf(path);
  if (tree !== undefined) {
    if (booster.trees.length >= MAX_TREES) throw refuse(`it has more than ${MAX_TREES} trees`);
    const nodes = Number(value);
    if (!Number.isSafeInteger(nodes) || nodes < 0) throw refuse(`tree ${tree} has ${value} nodes`);
    booster.trees.push(nodes);
  } else if (path[1] === 'feature_names' && path.length === 3) {
    if (booster.features.length < MAX_TREES) booster.features.push(value);
  } else if (path[3] !== 'trees') keep(booster, path, value);
}

async function readBinary(source: FormatSource, refuse: Refuse): Promise<Booster> {
  const booster: Booster = { words: new Map(), trees: [], features: [] };
  await readUbj(createCursor(source, refuse, MAX_READ), refuse, {
    value: (path, value) => take(booster, path, String(value), refuse),
    list: (path, count) => path[0] === 'learner' || keep(booster, path, `${count} items`),
  });
  return booster;
}

function walkJson(booster: Booster, value: Json, path: readonly string[], refuse: Refuse): void {
  if (path[3] === 'trees' && path.length === 5) {
    take(booster, [...path, 'tree_param', 'num_nodes'], textAt(recordAt(value, 'tree_param'), 'num_nodes') ?? '0', refuse);
    return;
  }
  if (Array.isArray(value)) (value as readonly Json[]).slice(0, MAX_TREES).forEach((item, index) => walkJson(booster, item, [...path, String(index)], refuse));
  else if (isRecord(value)) for (const [key, inner] of Object.entries(value)) walkJson(booster, inner, [...path, key], refuse);
  else if (value !== null) take(booster, path, String(value), refuse);
}

async function readText(source: FormatSource, refuse: Refuse): Promise<Booster> {
  if (source.size > MAX_TEXT) throw refuse(`it is ${source.size} bytes of text, of which at most ${MAX_TEXT} are read; the library's binary form, .ubj, has no such bound here`);
  const bytes = await source.read(0, source.size);
  const model = parseJson(new TextDecoder().decode(bytes), 'the model', refuse);
  if (!recordAt(model, 'learner')) throw refuse('it has no learner, which an XGBoost model has');
  const booster: Booster = { words: new Map(), trees: [], features: [] };
  walkJson(booster, model, [], refuse);
  if (listAt(recordAt(recordAt(recordAt(model, 'learner'), 'gradient_booster'), 'model'), 'trees').length !== booster.trees.length) throw refuse('its trees cannot be counted');
  return booster;
}

async function inspect(source: FormatSource): Promise<FormatFacts> {
  const refuse = createRefusal('the XGBoost model', source);
  const [first, second] = await source.read(0, 2);
  const isText = first === 0x7b && (second === 0x22 || second === 0x20 || second === 0x0a || second === 0x0d || second === 0x09);
  const booster = isText ? await readText(source, refuse) : await readBinary(source, refuse);
  if (![...booster.words.keys()].some((key) => key.startsWith('learner.'))) throw refuse('it has no learner, which an XGBoost model has');
  return boosterFacts(booster);
}

export const xgboost: Format = {
  id: 'xgboost',
  extensions: EXTENSIONS,
  parser: 'cairn-xgboost',
  parserVersion: 1,
  detect(head) {
    const start = Buffer.from(head.subarray(0, 256)).toString('latin1');
    if (/^\{L\0{7}\x07learner\{/.test(start) || /^\{L\0{7}\x06Config/.test(start)) return 1;
    return /^\{\s*"learner"\s*:\s*\{\s*"(attributes|feature_names|gradient_booster|learner_)/.test(start) || /^\{\s*"version"\s*:\s*\[[\d, ]+\]\s*,\s*"learner"/.test(start) ? 0.95 : null;
  },
  inspect,
};
