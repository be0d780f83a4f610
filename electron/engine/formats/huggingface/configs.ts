// The JSON files of a Hugging Face folder: which they are, and what each says in a few words.
import { isRecord, listAt, recordAt, textAt, type Json, type JsonRecord } from '../json.js';
import { cutText, show } from '../refusal.js';
import { finding } from '../safety.js';
import type { FormatFacts, SafetyFinding } from '../types.js';

export type ConfigKind = 'model' | 'tokenizer' | 'generation' | 'adapter' | 'index' | 'processor';

interface Look {
  readonly kind: ConfigKind;
  readonly name: RegExp;
  /** One of these names has to be there. */
  readonly keys: readonly string[];
}

/** The first that fits decides. */
const LOOKS: readonly Look[] = [
  { kind: 'index', name: /\.index\.json$/, keys: ['weight_map'] },
  { kind: 'adapter', name: /^adapter_config\.json$/, keys: ['peft_type', 'lora_alpha'] },
  { kind: 'tokenizer', name: /^tokenizer_config\.json$/, keys: ['tokenizer_class', 'added_tokens_decoder'] },
  { kind: 'generation', name: /^generation_config\.json$/, keys: ['_from_model_config', 'max_new_tokens', 'eos_token_id'] },
  { kind: 'processor', name: /^(pre)?processor_config\.json$/, keys: ['image_processor_type', 'feature_extractor_type', 'processor_class'] },
  { kind: 'model', name: /^config\.json$/, keys: ['model_type', 'architectures', 'auto_map'] },
];

/** Which kind of file it is by its names inside; the file's own name only breaks ties. */
export function kindOfConfig(keys: (key: string) => boolean, name: string): ConfigKind | undefined {
  const fitting = LOOKS.filter((look) => look.keys.some(keys));
  return (fitting.find((look) => look.name.test(name.toLowerCase())) ?? fitting[0])?.kind;
}

const SIZES = ['hidden_size', 'd_model', 'n_embd', 'num_hidden_layers', 'n_layer', 'num_attention_heads', 'num_key_value_heads', 'intermediate_size', 'vocab_size', 'max_position_embeddings'];

function words(value: JsonRecord, keys: readonly string[]): string {
  return keys.flatMap((key) => (textAt(value, key) === undefined ? [] : [`${key.replaceAll('_', ' ')} ${textAt(value, key)}`])).join(', ');
}

/** Flags by which loading runs code that lies beside the weights or elsewhere. */
export function judgeConfig(config: JsonRecord): SafetyFinding[] {
  const findings: SafetyFinding[] = [];
  for (const [auto, target] of Object.entries(recordAt(config, 'auto_map') ?? {}).slice(0, 20)) {
    const names = (Array.isArray(target) ? (target as readonly Json[]) : [target]).filter((one): one is string => typeof one === 'string');
    for (const name of names) {
      const elsewhere = name.includes('--');
      findings.push(finding(elsewhere ? 'dangerous' : 'suspicious', elsewhere ? 'It names code in another repository, which would be fetched and run when the model is loaded with trust_remote_code.' : 'It names code that lies beside it, which runs when the model is loaded with trust_remote_code.', `auto_map.${auto}: ${show(name)}`));
    }
  }
  if (config['trust_remote_code'] === true) findings.push(finding('suspicious', 'It asks to be loaded with code that comes with it.', 'trust_remote_code: true'));
  for (const task of Object.keys(recordAt(config, 'custom_pipelines') ?? {}).slice(0, 20)) findings.push(finding('suspicious', 'It brings a pipeline of its own, code that runs when it is used.', `custom_pipelines.${cutText(task, 100)}`));
  if (typeof config['chat_template'] === 'string' || Array.isArray(config['chat_template'])) findings.push(finding('clean', 'It holds a chat template, a small program in Jinja that chat software runs.', 'chat_template'));
  return findings;
}

/** Files that an index names; those outside its folder are told. */
export function judgeIndex(config: JsonRecord, escapes: (path: string) => boolean): { files: Map<string, number>; findings: SafetyFinding[] } {
  const files = new Map<string, number>();
  for (const file of Object.values(recordAt(config, 'weight_map') ?? {})) if (typeof file === 'string') files.set(file, (files.get(file) ?? 0) + 1);
  const outside = [...files.keys()].filter(escapes).slice(0, 20);
  return { files, findings: outside.map((file) => finding('suspicious', `It says that weights lie at ${show(file)}, outside its folder.`, 'weight_map')) };
}

/** PEFT shouts its kinds; people write this one so. */
const adapterKind = (kind: string): string => (kind === 'LORA' ? 'LoRA' : kind);

/** What a file of this kind says, for its facts. */
export function describeConfig(kind: ConfigKind, config: JsonRecord): Pick<FormatFacts, 'architecture' | 'frameworkVersion' | 'inputs' | 'outputs'> {
  const version = textAt(config, 'transformers_version');
  const framework = version === undefined ? {} : { frameworkVersion: `transformers ${version}` };
  switch (kind) {
    case 'model': {
      const names = listAt(config, 'architectures').filter((name): name is string => typeof name === 'string');
      const inner = recordAt(config, 'text_config') ?? config;
      const name = names[0] ?? textAt(config, 'model_type') ?? 'model';
      return { ...framework, architecture: [name, words(inner, SIZES)].filter(Boolean).join(': ') };
    }
    case 'adapter': {
      const targets = listAt(config, 'target_modules').filter((name): name is string => typeof name === 'string');
      const base = textAt(config, 'base_model_name_or_path');
      const rank = textAt(config, 'r');
      return {
        architecture: `${adapterKind(textAt(config, 'peft_type') ?? 'LORA')} adapter${base === undefined ? '' : ` of ${base}`}${rank === undefined ? '' : `, rank ${rank}`}${targets.length === 0 ? '' : `, on ${cutText(targets.join(', '), 200)}`}`,
      };
    }
    case 'tokenizer':
      return { ...framework, architecture: textAt(config, 'tokenizer_class') ?? 'tokenizer' };
    case 'processor':
      return { ...framework, architecture: textAt(config, 'image_processor_type') ?? textAt(config, 'feature_extractor_type') ?? textAt(config, 'processor_class') ?? 'processor' };
    case 'generation':
      return { ...framework, architecture: 'settings of generation' };
    default:
      return {};
  }
}

/** Plain values and short lists, as they are. */
export function plainValues(config: JsonRecord): [string, string][] {
  return Object.entries(config).flatMap(([key, value]): [string, string][] => {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return [[key, String(value)]];
    if (Array.isArray(value) && value.length <= 32 && value.every((item) => typeof item !== 'object')) return [[key, value.join(', ')]];
    return isRecord(value) && key === 'metadata' ? plainValues(value).map(([inner, text]): [string, string] => [`metadata.${inner}`, text]) : [];
  });
}
