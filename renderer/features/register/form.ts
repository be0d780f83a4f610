// The register form as plain data: what it starts with, what is wrong with it, what is sent. No React here.
import type { IngestPlan, LogInput } from '../../../shared/contract/ingest.js';
import { JsonObject } from '../../../shared/contract/primitives.js';
import type { JsonValue, MetricValue } from '../../../shared/contract/primitives.js';
import type { PickedVersion } from './PickVersion.js';
import type { RegisterTarget, TargetRun } from './registerStore.js';

/** One editable key and value, both as typed. */
export interface Pair {
  readonly key: string;
  readonly value: string;
}

export interface RegisterForm {
  readonly name: string;
  readonly type: string;
  readonly project: string;
  readonly aliases: readonly string[];
  readonly description: string;
  readonly note: string;
  readonly metrics: readonly Pair[];
  readonly config: readonly Pair[];
  /** JSON text. */
  readonly metadata: string;
  readonly rename: Readonly<Record<string, string>>;
  readonly exclude: readonly string[];
  /** What it was made from. */
  readonly inputs: readonly PickedVersion[];
  /** Addresses as typed. */
  readonly references: readonly string[];
  readonly run: TargetRun | undefined;
}

export type FormProblems = Partial<Record<'name' | 'type' | 'metrics' | 'config' | 'metadata' | 'files' | 'references', string>>;

export const SUGGESTED_ALIASES = ['best', 'candidate', 'staging', 'production'] as const;
export const SUGGESTED_TYPES = ['model', 'dataset', 'evaluation', 'code', 'artifact'];

export function initialForm(plan: IngestPlan, target: RegisterTarget): RegisterForm {
  const { proposal } = plan;
  return {
    name: target.collectionName ?? draftName(proposal.name, target),
    type: target.type ?? proposal.type,
    project: target.project ?? proposal.project,
    aliases: [],
    description: proposal.description,
    note: '',
    metrics: Object.entries(proposal.metrics).map(([key, value]) => ({ key, value: String(value) })),
    config: toPairs(proposal.config),
    metadata: Object.keys(proposal.metadata).length > 0 ? JSON.stringify(proposal.metadata, null, 2) : '',
    rename: {},
    exclude: [],
    inputs: [],
    references: plan.fileCount === 0 ? [''] : [],
    run: target.run,
  };
}

/** Models of a run are told from those of others by its key. */
function draftName(name: string, { type, run }: RegisterTarget): string {
  return run?.role === 'made' && type === 'model' ? `${name}-${run.key}` : name;
}

/** The plan of a form without files. */
export const NO_FILES: IngestPlan = {
  files: [],
  fileCount: 0,
  bytes: 0,
  bytesToRead: 0,
  clones: false,
  extraBytes: 0,
  free: 0,
  facts: [],
  proposal: { name: '', type: 'dataset', project: '', description: '', metrics: {}, config: {}, metadata: {} },
  same: [],
  notices: [],
};

/** Values as a person would type them: text bare unless it would be read as something else, the rest as JSON. */
export function toPairs(config: JsonObject): Pair[] {
  return Object.entries(config).map(([key, value]) => ({ key, value: writeValue(value) }));
}

function writeValue(value: JsonValue): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  return parseValue(value) === value ? value : JSON.stringify(value);
}

/** `0.1` is a number, `true` a truth value, `{"a":1}` an object, anything that is not JSON is text. */
export function parseValue(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text.trim();
  }
}

export function fromPairs(pairs: readonly Pair[]): JsonObject {
  return Object.fromEntries(filled(pairs).map(({ key, value }) => [key.trim(), parseValue(value)]));
}

function filled(pairs: readonly Pair[]): readonly Pair[] {
  return pairs.filter(({ key, value }) => key.trim() !== '' || value.trim() !== '');
}

/** A metric as typed, or undefined when it is no number. `NaN` and the infinities are metrics too. */
export function parseMetric(text: string): MetricValue | undefined {
  const trimmed = text.trim();
  if (trimmed === 'NaN' || trimmed === 'Infinity' || trimmed === '-Infinity') return trimmed;
  const value = Number(trimmed);
  return trimmed !== '' && Number.isFinite(value) ? value : undefined;
}

/** The object a JSON text holds; empty text is an empty object; undefined when it is not an object. */
export function parseJsonObject(text: string): JsonObject | undefined {
  if (text.trim() === '') return {};
  try {
    const parsed = JsonObject.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

export function metricProblem({ key, value }: Pair): string | undefined {
  if (key.trim() === '' && value.trim() === '') return undefined;
  if (key.trim() === '') return 'Name the metric';
  return parseMetric(value) === undefined ? 'Type a number' : undefined;
}

/** Why a path cannot be used inside the artifact; the engine has the last word on names of other systems. */
export function pathProblem(path: string): string | undefined {
  if (path.trim() === '') return 'Give the file a name';
  if (path.startsWith('/') || /^[a-z]:/i.test(path)) return 'The path starts inside the artifact: leave out the leading slash or drive';
  if (path.includes('\\')) return 'Use / between folders';
  if (path.split('/').some((part) => part === '' || part === '.' || part === '..')) return 'Every part of the path needs a name; . and .. are none';
  return undefined;
}

/** Why an address cannot be kept as a reference. */
export function referenceProblem(uri: string): string | undefined {
  return /^(s3|gs|https?|file):\/\/\S/.test(uri.trim()) ? undefined : 'Begin with s3://, gs://, https:// or file://';
}

/** Everything that stands in the way of logging, by field. Names are checked by the engine, apart from being there at all. */
export function formProblems(form: RegisterForm, plan: IngestPlan): FormProblems {
  const problems: FormProblems = {};
  if (form.name.trim() === '') problems.name = 'Name it';
  if (form.type.trim() === '') problems.type = 'Say what it is, such as model or evaluation';
  if (form.metrics.some(metricProblem)) problems.metrics = 'A metric needs a name and a number';
  else if (repeated(form.metrics)) problems.metrics = `${repeated(form.metrics)} is there twice`;
  if (filled(form.config).some(({ key }) => key.trim() === '')) problems.config = 'A value has no name';
  else if (repeated(form.config)) problems.config = `${repeated(form.config)} is there twice`;
  if (parseJsonObject(form.metadata) === undefined) problems.metadata = 'This is not a JSON object yet';
  const files = filesProblem(form, plan);
  if (files) problems.files = files;
  const references = form.references.filter((uri) => uri.trim() !== '');
  const wrong = references.map(referenceProblem).find((problem) => problem !== undefined);
  if (wrong) problems.references = wrong;
  else if (new Set(references.map((uri) => uri.trim())).size < references.length) problems.references = 'A reference is there twice';
  return problems;
}

function repeated(pairs: readonly Pair[]): string | undefined {
  const keys = filled(pairs).map(({ key }) => key.trim());
  return keys.find((key, index) => keys.indexOf(key) !== index);
}

function filesProblem(form: RegisterForm, plan: IngestPlan): string | undefined {
  const kept = plan.files.filter((file) => !form.exclude.includes(file.path));
  if (plan.fileCount === 0) return form.references.some((uri) => uri.trim() !== '') ? undefined : 'Type an address to refer to';
  if (kept.length === 0 && plan.files.length === plan.fileCount && form.references.length === 0) return 'Nothing is left to register: put a file back';
  const seen = new Set<string>();
  for (const file of kept) {
    const path = form.rename[file.path] ?? file.path;
    if (pathProblem(path)) return `${file.path}: ${pathProblem(path)}`;
    if (seen.has(path)) return `Two files would be called ${path}`;
    seen.add(path);
  }
  return undefined;
}

/** What is sent. Call it only when `formProblems` is empty. */
export function toLogInput(form: RegisterForm, grant: string | undefined): LogInput {
  const metrics = form.metrics.flatMap(({ key, value }) => {
    const parsed = parseMetric(value);
    return key.trim() === '' || parsed === undefined ? [] : [[key.trim(), parsed] as const];
  });
  return {
    ...(grant !== undefined && { source: { grant } }),
    references: form.references.flatMap((uri) => (uri.trim() === '' ? [] : [{ uri: uri.trim() }])),
    captureCode: true,
    name: form.name.trim(),
    type: form.type.trim(),
    ...(form.project.trim() !== '' && { project: form.project.trim() }),
    aliases: [...form.aliases],
    description: form.description,
    metadata: parseJsonObject(form.metadata) ?? {},
    metrics: Object.fromEntries(metrics),
    config: fromPairs(form.config),
    tags: [],
    inputs: form.inputs.map(({ id }) => id),
    ...(form.run?.role === 'made' && { run: form.run.id }),
    rename: Object.fromEntries(Object.entries(form.rename).filter(([from, to]) => from !== to && !form.exclude.includes(from))),
    exclude: [...form.exclude],
    ...(form.note.trim() !== '' && { note: form.note.trim() }),
  };
}
