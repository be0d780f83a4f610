// The configuration of a Keras model: its layers in order, its inputs and outputs, and what of it would run when it is loaded.
import { isRecord, listAt, recordAt, textAt, type Json, type JsonRecord } from '../json.js';
import { judgeImport } from '../pickle/imports.js';
import { cutText } from '../refusal.js';
import { finding } from '../safety.js';
import { MAX_LAYERS, MAX_PORTS, type FormatFacts, type LayerFact, type PortFact, type SafetyFinding } from '../types.js';

/** Of each level; many harmless ones hide no other. */
const MAX_FINDINGS = 50;
const MAX_DETAILS = 5;
/** Settings that say how large a layer is or what it does, in this order. */
const DETAILS = ['units', 'filters', 'kernel_size', 'strides', 'pool_size', 'input_dim', 'output_dim', 'num_heads', 'key_dim', 'rate', 'axis', 'target_shape', 'activation', 'batch_shape', 'batch_input_shape'];
const OWN_MODULES = /^(keras|tf_keras|keras_core|keras_hub|keras_nlp|keras_cv|tensorflow)(\.|$)/;
/** Classes of Keras itself that load or run what lies elsewhere. */
const RISKY: Readonly<Record<string, readonly ['dangerous' | 'suspicious', string]>> = {
  TorchModuleWrapper: ['dangerous', 'It holds a layer that loads a pickled PyTorch module.'],
  TFSMLayer: ['suspicious', 'It holds a layer that loads a SavedModel from another place.'],
  JaxLayer: ['suspicious', 'It holds a layer that wraps a function of JAX.'],
};
const RISKY_FUNCTIONS = new Set(['get_file', 'load_model', 'load_weights', 'enable_unsafe_deserialization', 'model_from_json', 'unpack_x_y_sample_weight', 'load_img', 'save_model', 'pad_and_load', 'write_file', 'read_file', 'py_function', 'numpy_function', 'load_op_library', 'load_library', 'load_file_system_library']);

function shown(value: Json): string {
  if (Array.isArray(value)) return `[${value.slice(0, 8).map((item) => (item === null ? '?' : String(item))).join(', ')}]`;
  return isRecord(value) ? (textAt(value, 'class_name') ?? '...') : String(value);
}

function layerOf(layer: JsonRecord): LayerFact {
  const config = recordAt(layer, 'config') ?? {};
  const details = DETAILS.filter((key) => config[key] !== undefined && config[key] !== null && config[key] !== 'linear');
  return {
    name: cutText(textAt(config, 'name') ?? textAt(layer, 'name') ?? '', 200),
    kind: cutText(textAt(layer, 'class_name') ?? '', 100),
    detail: cutText(details.slice(0, MAX_DETAILS).map((key) => `${key} ${shown(config[key] ?? null)}`).join(', '), 200),
    parameters: null,
  };
}

/** Layers of the model and of models within it. */
function layersOf(model: JsonRecord, prefix: string, depth: number): LayerFact[] {
  const layers = listAt(recordAt(model, 'config') ?? model, 'layers').filter(isRecord);
  return layers.flatMap((layer) => {
    const own = layerOf(layer);
    const named = { ...own, name: prefix === '' ? own.name : `${prefix}/${own.name}` };
    return depth < 8 && listAt(recordAt(layer, 'config'), 'layers').length > 0 ? [named, ...layersOf(layer, named.name, depth + 1)] : [named];
  });
}

function sides(value: Json | undefined): string[] {
  return Array.isArray(value) ? (value as readonly Json[]).slice(0, 16).map((side) => (side === null ? '?' : String(side))) : [];
}

function inputsOf(model: JsonRecord): PortFact[] {
  const config = recordAt(model, 'config') ?? {};
  const inputs = listAt(config, 'layers').filter(isRecord).flatMap((layer): PortFact[] => {
    const own = recordAt(layer, 'config');
    const shape = own && (own['batch_shape'] ?? own['batch_input_shape']);
    return shape === undefined || shape === null ? [] : [{ name: textAt(own, 'name') ?? '', dtype: textAt(own, 'dtype') ?? 'float32', shape: sides(shape) }];
  });
  if (inputs.length > 0) return inputs.slice(0, MAX_PORTS);
  const built = recordAt(model, 'build_config') ?? config;
  const shape = built['input_shape'] ?? built['build_input_shape'];
  return shape === undefined || shape === null ? [] : [{ name: 'input', dtype: '', shape: sides(shape) }];
}

/** `["name", 0, 0]` once, or a list of such; of a sequence of layers the last. */
function outputsOf(model: JsonRecord): PortFact[] {
  const config = recordAt(model, 'config') ?? {};
  const named = listAt(config, 'output_layers');
  const names = typeof named[0] === 'string' ? [named[0]] : named.flatMap((item) => (Array.isArray(item) && typeof item[0] === 'string' ? [item[0]] : []));
  const layers = listAt(config, 'layers').filter(isRecord);
  const ends = names.length > 0 ? layers.filter((layer) => names.includes(textAt(recordAt(layer, 'config'), 'name') ?? '')) : layers.slice(-1);
  return ends.slice(0, MAX_PORTS).map((layer) => {
    const own = recordAt(layer, 'config');
    const size = textAt(own, 'units') ?? textAt(own, 'filters');
    return { name: textAt(own, 'name') ?? '', dtype: '', shape: size === undefined ? [] : ['?', size] };
  });
}

function lambdaEvidence(layer: JsonRecord): string {
  const inner = recordAt(layer, 'config')?.['function'];
  const code = Array.isArray(inner) ? inner[0] : recordAt(inner, 'config')?.['code'];
  return typeof code === 'string' ? `function: ${code.length} characters of packed Python bytecode` : `function: ${cutText(JSON.stringify(inner) ?? 'none', 120)}`;
}

function put(findings: SafetyFinding[], next: SafetyFinding): void {
  if (findings.filter(({ level }) => level === next.level).length < MAX_FINDINGS) findings.push(next);
}

function judgeObject(value: JsonRecord, path: string, findings: SafetyFinding[]): void {
  const kind = textAt(value, 'class_name');
  const module = textAt(value, 'module');
  const name = textAt(recordAt(value, 'config'), 'name') ?? textAt(value, 'name') ?? '';
  const where = name === '' ? path : `${path} (${cutText(name, 100)})`;
  if (kind === 'Lambda' || kind === '__lambda__') {
    if (kind === 'Lambda') put(findings, finding('dangerous', 'It holds a Lambda layer: Python code that runs when the model is loaded or used.', `${where}: ${lambdaEvidence(value)}`));
  } else if (kind !== undefined && Object.hasOwn(RISKY, kind)) {
    const [level, what] = RISKY[kind] as readonly ['dangerous' | 'suspicious', string];
    put(findings, finding(level, what, `${where}: ${kind}`));
  }
  if (kind === 'function' && RISKY_FUNCTIONS.has(textAt(value, 'config') ?? '')) put(findings, finding('dangerous', 'It names a function that fetches or loads files.', `${where}: ${module ?? ''}.${textAt(value, 'config') ?? ''}`));
  if (module !== undefined && !OWN_MODULES.test(module)) {
    const target = kind === 'function' ? (textAt(value, 'config') ?? '') : (kind ?? '');
    const level = judgeImport(module, target);
    if (module !== 'builtins' || level === 'dangerous' || level === 'suspicious') put(findings, finding(level === 'clean' ? 'unknown' : level, `Loading it would import ${module}.${target}, which is not part of Keras.`, where));
  }
  const registered = textAt(value, 'registered_name');
  if (registered !== undefined && registered !== kind && registered.includes('>')) put(findings, finding('unknown', 'It holds a class of its own, whose code is not in the file.', `${where}: ${cutText(registered, 100)}`));
  const vocabulary = recordAt(value, 'config')?.['vocabulary'];
  if (typeof vocabulary === 'string') put(findings, finding('suspicious', 'It reads a file that lies elsewhere when it is loaded.', `${where}: vocabulary ${JSON.stringify(cutText(vocabulary, 100))}`));
}

/** As deep as the JSON may be. */
function judgeAll(value: Json, path: string, findings: SafetyFinding[]): void {
  if (Array.isArray(value)) {
    (value as readonly Json[]).forEach((item, index) => typeof item === 'object' && judgeAll(item, `${path}[${index}]`, findings));
    return;
  }
  if (!isRecord(value)) return;
  judgeObject(value, path, findings);
  for (const [key, inner] of Object.entries(value)) if (typeof inner === 'object') judgeAll(inner, `${path}.${cutText(key, 60)}`, findings);
}

export interface KerasModel {
  readonly outline: Pick<FormatFacts, 'architecture' | 'layers' | 'layerCount' | 'inputs' | 'outputs'>;
  readonly findings: readonly SafetyFinding[];
}

/** What the configuration says of the model; `where` names it in evidence. */
export function describeKeras(config: Json, where: string): KerasModel {
  const findings: SafetyFinding[] = [];
  judgeAll(config, where, findings);
  if (!isRecord(config)) return { outline: {}, findings };
  const all = layersOf(config, '', 0);
  const kind = textAt(config, 'class_name') ?? 'model';
  return {
    outline: {
      architecture: `${cutText(kind, 100)}, ${all.length} ${all.length === 1 ? 'layer' : 'layers'}`,
      layers: all.slice(0, MAX_LAYERS),
      layerCount: all.length,
      inputs: inputsOf(config),
      outputs: outputsOf(config),
    },
    findings,
  };
}
