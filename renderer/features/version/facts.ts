// The facts of a version in the words of its page, from what headers, metadata and config say. Nothing is guessed.
import type { FileFacts, PortFact, VersionDetail } from '../../../shared/contract/entities.js';
import type { JsonValue } from '../../../shared/contract/primitives.js';

export interface Fact {
  readonly title: string;
  /** Undefined: not recorded. */
  readonly value: string | undefined;
  readonly mono?: boolean;
}

const COUNT = new Intl.NumberFormat();

/** Files that say something about a model without being one. */
const BESIDE = new Set(['hf-config', 'model-card', 'archive']);

/** The files that are the model, where any is; else all that were looked into. */
function modelFacts(facts: readonly FileFacts[]): readonly FileFacts[] {
  const own = facts.filter((fact) => !BESIDE.has(fact.format));
  return own.length > 0 ? own : facts;
}

/** `x float32 [?, 4]`, as many as there are. */
function portsLine(ports: readonly PortFact[]): string | undefined {
  return ports.length === 0 ? undefined : ports.map(({ dtype, shape, name }) => [shape.length > 0 ? shape.join(' × ') : name, dtype].filter(Boolean).join(' ')).join(', ');
}

export function factsOf(version: VersionDetail): readonly Fact[] {
  const { facts } = version;
  const models = modelFacts(facts);
  const parameters = models.map((fact) => fact.parameters).filter((count) => count !== null);
  const formats = joined(models.map((fact) => fact.format));
  const licence: Fact = { title: 'Licence', value: said(version, ['licence', 'license', 'general.license']) };
  const hasModel = models.some((fact) => fact.tensorCount > 0 || fact.layerCount > 0 || !BESIDE.has(fact.format));
  if (!hasModel && (facts.length === 0 || version.type !== 'model')) {
    return [{ title: 'Type', value: version.type }, { title: 'Format', value: formats }, { title: 'Logged', value: version.logged === 1 ? 'once' : `${COUNT.format(version.logged)} times` }, licence];
  }
  const beside = facts.filter((fact) => fact.format === 'hf-config' && fact.metadata['config.kind'] !== 'tokenizer' && fact.metadata['config.kind'] !== 'generation');
  const first = <T>(pick: (fact: FileFacts) => readonly T[]): readonly T[] => facts.map(pick).find((list) => list.length > 0) ?? [];
  return [
    { title: 'Format', value: formats },
    { title: 'Framework', value: joined(models.map((fact) => fact.frameworkVersion)) ?? joined(models.map((fact) => fact.framework)) ?? said(version, ['framework']) },
    { title: 'Architecture', value: said({ ...version, facts: [] }, ['architecture', 'arch']) ?? joined(beside.map((fact) => fact.architecture)) ?? joined(models.map((fact) => fact.architecture)) ?? said(version, ['general.architecture', 'architectures', 'model_type']) },
    { title: 'Parameters', value: parameters.length > 0 ? COUNT.format(parameters.reduce((sum, count) => sum + count, 0)) : undefined },
    { title: 'Precision', value: joined(byBytes(version).map(precision)) },
    { title: 'Input', value: portsLine(first((fact) => fact.inputs)) ?? said(version, ['input', 'input_shape', 'input_size']), mono: true },
    { title: 'Output', value: portsLine(first((fact) => fact.outputs)) ?? said(version, ['output', 'output_shape', 'outputs', 'num_classes']), mono: true },
    licence,
  ];
}

/** dtypes by the bytes they take, most first. */
function byBytes({ facts }: VersionDetail): string[] {
  const sums = new Map<string, number>();
  for (const fact of facts) for (const [dtype, bytes] of Object.entries(fact.dtypes)) sums.set(dtype, (sums.get(dtype) ?? 0) + bytes);
  return [...sums].sort((a, b) => b[1] - a[1]).map(([dtype]) => dtype);
}

function precision(dtype: string): string {
  const float = /^(?:f|float)(8|16|32|64)$/i.exec(dtype);
  if (float) return `fp${float[1]}`;
  if (/^(float|double|half)$/i.test(dtype)) return { FLOAT: 'fp32', DOUBLE: 'fp64', HALF: 'fp16' }[dtype.toUpperCase()] ?? dtype;
  if (/^b(float)?16$/i.test(dtype) || /^bfloat16$/i.test(dtype)) return 'bf16';
  return dtype.toLowerCase();
}

function joined(values: readonly (string | null)[]): string | undefined {
  const unique = [...new Set(values.filter((value) => value !== null && value !== ''))];
  return unique.length > 0 ? unique.join(', ') : undefined;
}

/** The first of these names that metadata, config or a file's header gives a value for. */
function said(version: VersionDetail, names: readonly string[]): string | undefined {
  const sources: Record<string, JsonValue>[] = [version.metadata, version.config, ...version.facts.map((fact) => fact.metadata)];
  for (const source of sources) {
    for (const name of names) {
      const value = source[name];
      if (value !== undefined && value !== null && value !== '') return showJson(value);
    }
  }
  return undefined;
}

/** A JSON value in one line: text as it is, lists of plain things with ×, the rest as JSON. */
export function showJson(value: JsonValue): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((item) => typeof item === 'number')) return value.join(' × ');
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.join(', ');
  return JSON.stringify(value);
}
