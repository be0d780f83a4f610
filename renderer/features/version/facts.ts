// The facts of a version in the words of its page, from what headers, metadata and config say. Nothing is guessed.
import type { VersionDetail } from '../../../shared/contract/entities.js';
import type { JsonValue } from '../../../shared/contract/primitives.js';

export interface Fact {
  readonly title: string;
  /** Undefined: not recorded. */
  readonly value: string | undefined;
  readonly mono?: boolean;
}

const COUNT = new Intl.NumberFormat();

export function factsOf(version: VersionDetail): readonly Fact[] {
  const { facts } = version;
  const tensors = facts.filter((fact) => fact.tensorCount > 0);
  const parameters = tensors.map((fact) => fact.parameters).filter((count) => count !== null);
  const formats = joined(facts.map((fact) => fact.format));
  const licence: Fact = { title: 'Licence', value: said(version, ['licence', 'license', 'general.license']) };
  if (tensors.length === 0 && (facts.length === 0 || version.type !== 'model')) {
    return [{ title: 'Type', value: version.type }, { title: 'Format', value: formats }, { title: 'Logged', value: version.logged === 1 ? 'once' : `${COUNT.format(version.logged)} times` }, licence];
  }
  return [
    { title: 'Format', value: formats },
    { title: 'Framework', value: joined(facts.map((fact) => fact.framework)) ?? said(version, ['framework']) },
    { title: 'Architecture', value: said(version, ['architecture', 'general.architecture', 'architectures', 'model_type', 'arch']) },
    { title: 'Parameters', value: parameters.length > 0 ? COUNT.format(parameters.reduce((sum, count) => sum + count, 0)) : undefined },
    { title: 'Precision', value: joined(byBytes(version).map(precision)) },
    { title: 'Input', value: said(version, ['input', 'input_shape', 'input_size']), mono: true },
    { title: 'Output', value: said(version, ['output', 'output_shape', 'outputs', 'num_classes']) },
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
  const float = /^F(8|16|32|64)$/.exec(dtype);
  if (float) return `fp${float[1]}`;
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
