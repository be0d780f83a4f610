// Configurations of a Hugging Face folder: model, tokenizer, generation, LoRA adapter, and the index of a model in several files.
import { describeConfig, judgeConfig, judgeIndex, kindOfConfig, plainValues } from './huggingface/configs.js';
import { isRecord, parseJson, recordAt } from './json.js';
import { layersOfTensors } from './layers.js';
import { createMetadata } from './metadata.js';
import { escapesFolder } from './paths.js';
import { createRefusal } from './refusal.js';
import { safetyOf } from './safety.js';
import type { Format, FormatFacts, FormatSource } from './types.js';

/** The index of a model of 100,000 tensors takes about 8 MB. */
const MAX_FILE = 12 * 1024 * 1024;
const MAX_SHARDS = 256;

async function inspect(source: FormatSource): Promise<FormatFacts> {
  const refuse = createRefusal('the configuration', source);
  if (source.size > MAX_FILE) throw refuse(`the file is ${source.size} bytes long; at most ${MAX_FILE} are read`);
  const config = parseJson(new TextDecoder().decode(await source.read(0, source.size)), 'the file', refuse);
  if (!isRecord(config)) throw refuse('it is not a JSON object');
  const kind = kindOfConfig((key) => config[key] !== undefined, source.name);
  if (!kind) throw refuse('it has none of the names by which a configuration of a model is known');
  const metadata = createMetadata();
  metadata.derive('config.kind', kind);
  for (const [key, value] of plainValues(config)) metadata.set(key, value);
  const { files, findings } = judgeIndex(config, escapesFolder);
  if (kind === 'index') {
    for (const [file, count] of [...files].slice(0, MAX_SHARDS)) metadata.derive(`index.${file}`, `${count} tensors`);
    metadata.derive('index.files', String(files.size));
  }
  if (kind === 'adapter') {
    for (const [key, name] of [['base_model_name_or_path', 'lora.base_model'], ['r', 'lora.rank'], ['lora_alpha', 'lora.alpha'], ['target_modules', 'lora.targets']] as const) {
      const value = config[key];
      if (value !== undefined && value !== null) metadata.derive(name, Array.isArray(value) ? value.join(', ') : String(value));
    }
  }
  const names = kind === 'index' ? Object.keys(recordAt(config, 'weight_map') ?? {}) : [];
  return {
    framework: kind === 'adapter' ? 'PEFT' : 'Transformers',
    parameters: null,
    tensors: [],
    metadata: metadata.toRecord(),
    safety: safetyOf([...findings, ...judgeConfig(config)]),
    borders: null,
    ...describeConfig(kind, config),
    ...(kind === 'index' ? { architecture: `${names.length} tensors in ${files.size} files`, ...layersOfTensors(names.map((name) => ({ name, shape: [] }))) } : {}),
  };
}

export const hfConfig: Format = {
  id: 'hf-config',
  extensions: ['json'],
  parser: 'cairn-hf-config',
  parserVersion: 2,
  detect(head, name) {
    const start = Buffer.from(head).toString('latin1');
    if (!/^\s*\{\s*"/.test(start)) return null;
    const kind = kindOfConfig((key) => start.includes(`"${key}"`), name);
    return kind === undefined ? null : /config\.json$|\.index\.json$/i.test(name) ? 0.9 : 0.5;
  },
  inspect,
};
