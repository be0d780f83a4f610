// What lies in one folder with a log: models as versions, and settings in JSON, YAML or CSV as parameters.
import type { JsonObject, JsonValue } from '../../../shared/contract/primitives.js';
import { csvDocument } from './csv.js';
import { folderOf, nameOf, textOf } from './folder.js';
import type { FolderView, ImportArtifact, ImportFile, Tell } from './types.js';
import { cleanName, jsonValue, pythonJson, yamlValue } from './values.js';

/** A file of settings or results is small; anything larger is data. */
const MAX_BYTES = 4 * 1024 * 1024;
const MODEL = /\.(safetensors|pt|pth|ckpt|keras|h5|hdf5|onnx|tflite|gguf|joblib|pkl|pickle|ubj|xgb|lgb)$|^(pytorch_model\.bin|model\.bin|saved_model\.pb)$/i;
/** Optimisers and the like are no models, whatever their extension. */
const NO_MODEL = /^(optimizer|scheduler|scaler|rng_state|training_args)/i;
const SETTINGS = /(^|[._-])(h?params?|hyper_?-?param(eter)?s?|parameters|settings|args|training_args|config)\.(json|ya?ml|[ct]sv)$/i;
/** Of the model itself, not of its training. */
const OF_MODEL = /^(tokenizer|generation|adapter|preprocessor|processor|special_tokens)/i;
const SHARD = /-\d{5}-of-\d{5}(?=\.)/;

export const inFolder = (view: FolderView, folder: string): readonly ImportFile[] => view.files.filter(({ path }) => folderOf(path) === folder && !view.taken.has(path));

export const isModelName = (name: string): boolean => MODEL.test(name) && !NO_MODEL.test(name);

/** Value of a small JSON, YAML or CSV file; undefined, and told, where it is none. */
export async function documentOf(file: ImportFile, tell: Tell): Promise<JsonValue | undefined> {
  const text = await textOf(file, tell, MAX_BYTES);
  if (text === undefined) return undefined;
  const kind = /\.ya?ml$/i.test(file.path) ? 'YAML' : /\.[ct]sv$/i.test(file.path) ? 'CSV' : 'JSON';
  try {
    return kind === 'YAML' ? yamlValue(text) : kind === 'CSV' ? csvDocument(text) : jsonValue(pythonJson(text));
  } catch (error) {
    tell(file.path, `It is no ${kind}: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}.`);
    return undefined;
  }
}

const isObject = (value: JsonValue | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Configuration of the architecture, as transformers and diffusers keep it with every model. */
const describesModel = (value: JsonObject): boolean => 'architectures' in value || 'model_type' in value || '_class_name' in value || 'class_name' in value;

/** Parameters of training that lie in the folder, joined, and the files they stand in. */
export async function settingsIn(files: readonly ImportFile[], tell: Tell): Promise<{ config: JsonObject; files: readonly ImportFile[] }> {
  const read: ImportFile[] = [];
  let config: JsonObject = {};
  for (const file of files) {
    if (!SETTINGS.test(nameOf(file.path)) || OF_MODEL.test(nameOf(file.path))) continue;
    const value = await documentOf(file, tell);
    if (!isObject(value) || describesModel(value)) continue;
    config = { ...config, ...value };
    read.push(file);
  }
  return { config, files: read };
}

const numberAfter = (name: string, words: string): number | undefined => {
  const found = new RegExp(`(?:^|[^a-z])(?:${words})[\\s_=.-]*(\\d{1,12})`, 'i').exec(name)?.[1];
  return found === undefined ? undefined : Number(found);
};

/** `model-epoch=03.keras`, `weights_epoch_3.h5`: how many epochs were done. */
const epochsIn = (name: string): number | undefined => numberAfter(name, 'epochs?|ep');

/** `ckpt_step_500.pt`, `model-iter=500.pt`, `checkpoint_500.pth`: how many steps were done. */
const stepsIn = (name: string): number | undefined => numberAfter(name, 'global_?step|steps?|iterations?|iters?|it|checkpoint|ckpt');

/** What counts the rows of the log that models lie with. */
export type Counted = 'epoch' | 'step' | undefined;

/**
 * Models of a folder as versions in their order: by the epoch or step in their names, else by name. Shards of one model are one.
 * `counted`: what the rows of their log count, from 0, so that a name that says it tells which rows a model has seen.
 */
export function modelsIn(files: readonly ImportFile[], name: string, counted: Counted): { artifacts: ImportArtifact[]; files: readonly ImportFile[] } {
  const models = files.filter(({ path }) => isModelName(nameOf(path)));
  const sets = new Map<string, ImportFile[]>();
  for (const file of models) {
    const key = file.path.replace(SHARD, '');
    sets.set(key, [...(sets.get(key) ?? []), file]);
  }
  const paths = [...sets.keys()];
  const lastOf = (path: string): string => path.split('/').slice(-2).join('/');
  const alone = (path: string): boolean => paths.every((other) => other === path || nameOf(other) !== nameOf(path));
  const ordered = [...sets].map(([path, own]) => ({ id: alone(path) ? nameOf(path) : path, own, epochs: epochsIn(lastOf(path)), steps: stepsIn(lastOf(path)) }));
  const order = ({ epochs, steps }: (typeof ordered)[number]): number => steps ?? epochs ?? Number.MAX_SAFE_INTEGER;
  ordered.sort((a, b) => order(a) - order(b) || (a.id < b.id ? -1 : 1));
  const artifacts = ordered.map(({ id, own, epochs, steps }): ImportArtifact => {
    const done = counted === 'epoch' ? epochs : counted === 'step' ? steps : undefined;
    return {
      id, name: cleanName(name, 'model'), type: 'model', paths: own.map(({ absolute }) => absolute), aliases: /(^|[^a-z])best([^a-z]|$)/i.test(id) ? ['best'] : [], metrics: {}, description: id,
      step: done === undefined ? undefined : done - 1,
    };
  });
  return { artifacts, files: models };
}
