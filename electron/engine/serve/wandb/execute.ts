// Runs a GraphQL document against plain objects, without a schema: the client's documents change with every release. A field is a
// value or a function of its arguments; what nobody knows is null, and said in the log.
import { getOperationAST, Kind, parse, type FieldNode, type FragmentDefinitionNode, type SelectionSetNode, type ValueNode } from 'graphql';
import { CairnError } from '../../../../shared/contract/errors.js';

export type Args = Readonly<Record<string, unknown>>;
/** An object of the answer. `__typename` decides which fragments with a type fit it. */
export interface Node {
  readonly [field: string]: unknown;
}

export interface Roots {
  readonly query: Node;
  readonly mutation: Node;
}

export interface GraphQLRequest {
  readonly query: string;
  readonly variables: Args;
  readonly operationName: string | undefined;
}

export interface GraphQLAnswer {
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly message: string; readonly path: readonly string[]; readonly extensions: { readonly code: string } }[];
}

/** Types that stand for several: a fragment on one fits all that it names. */
const INTERFACES: Readonly<Record<string, readonly string[]>> = { ArtifactCollection: ['ArtifactSequence', 'ArtifactPortfolio'] };
/** Deeper documents than any client sends are refused. */
const MAX_DEPTH = 40;

interface Run {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Args;
  readonly unknown: (type: string, field: string) => void;
}

function valueOf(node: ValueNode, variables: Args): unknown {
  switch (node.kind) {
    case Kind.VARIABLE:
      return variables[node.name.value];
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value);
    case Kind.NULL:
      return null;
    case Kind.LIST:
      return node.values.map((each) => valueOf(each, variables));
    case Kind.OBJECT:
      return Object.fromEntries(node.fields.map((field) => [field.name.value, valueOf(field.value, variables)]));
    default:
      return node.value;
  }
}

const argsOf = (field: FieldNode, variables: Args): Args => Object.fromEntries((field.arguments ?? []).map((each) => [each.name.value, valueOf(each.value, variables)]));

function wanted(node: { readonly directives?: FieldNode['directives'] }, variables: Args): boolean {
  return (node.directives ?? []).every((directive) => {
    const condition = directive.arguments?.find((argument) => argument.name.value === 'if');
    const value = condition ? valueOf(condition.value, variables) === true : true;
    return directive.name.value === 'include' ? value : directive.name.value === 'skip' ? !value : true;
  });
}

const fits = (type: unknown, condition: string | undefined): boolean => condition === undefined || type === undefined || type === condition || (INTERFACES[condition]?.includes(String(type)) ?? false);

/** The fields that a selection asks of an object, fragments spread out. */
function* fieldsOf(set: SelectionSetNode, type: unknown, run: Run, depth = 0): Generator<FieldNode> {
  if (depth > MAX_DEPTH) throw new CairnError('invalid_input', 'The document nests deeper than this door reads.');
  for (const selection of set.selections) {
    if (!wanted(selection, run.variables)) continue;
    if (selection.kind === Kind.FIELD) yield selection;
    else if (selection.kind === Kind.INLINE_FRAGMENT) {
      if (fits(type, selection.typeCondition?.name.value)) yield* fieldsOf(selection.selectionSet, type, run, depth + 1);
    } else {
      const fragment = run.fragments.get(selection.name.value);
      if (fragment && fits(type, fragment.typeCondition.name.value)) yield* fieldsOf(fragment.selectionSet, type, run, depth + 1);
    }
  }
}

async function project(value: unknown, set: SelectionSetNode | undefined, run: Run, depth: number): Promise<unknown> {
  if (value === undefined || value === null) return null;
  if (Array.isArray(value)) return Promise.all(value.map((each) => project(each, set, run, depth)));
  if (!set || typeof value !== 'object') return value;
  return select(value as Node, set, run, depth + 1);
}

async function fieldOf(object: Node, field: FieldNode, run: Run): Promise<unknown> {
  const name = field.name.value;
  const found = object[name];
  if (found === undefined && name !== '__typename') run.unknown(String(object['__typename'] ?? 'object'), name);
  return typeof found === 'function' ? (found as (args: Args) => unknown)(argsOf(field, run.variables)) : found;
}

async function select(object: Node, set: SelectionSetNode, run: Run, depth: number): Promise<Record<string, unknown>> {
  if (depth > MAX_DEPTH) throw new CairnError('invalid_input', 'The document nests deeper than this door reads.');
  const out: Record<string, unknown> = {};
  for (const field of fieldsOf(set, object['__typename'], run)) {
    const key = field.alias?.value ?? field.name.value;
    const value = await project(await fieldOf(object, field, run), field.selectionSet, run, depth);
    const before = out[key];
    // One key selected twice, by two fragments: both parts count.
    out[key] = typeof before === 'object' && before !== null && typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...before, ...value } : value;
  }
  return out;
}

/**
 * Runs one operation. Errors of a root field are told beside what other fields gave. `unknown` hears of fields nobody knows; an
 * unknown root field is an error.
 * @throws CairnError invalid_input for what is no GraphQL document
 */
export async function execute({ query, variables, operationName }: GraphQLRequest, roots: Roots, unknown: Run['unknown'], toError: (error: unknown) => CairnError): Promise<GraphQLAnswer> {
  let document: ReturnType<typeof parse>;
  try {
    document = parse(query, { noLocation: true, maxTokens: 20_000 });
  } catch (error) {
    throw new CairnError('invalid_input', `The GraphQL document cannot be read: ${(error as Error).message}`, {}, { cause: error });
  }
  const operation = getOperationAST(document, operationName) ?? getOperationAST(document);
  if (!operation || operation.operation === 'subscription') throw new CairnError('invalid_input', 'The GraphQL document names no query or mutation.');
  const defaults = Object.fromEntries((operation.variableDefinitions ?? []).flatMap((each) => (each.defaultValue ? [[each.variable.name.value, valueOf(each.defaultValue, {})]] : [])));
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined));
  const fragments = new Map(document.definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])));
  const run: Run = { fragments, variables: { ...defaults, ...given }, unknown };
  const root = roots[operation.operation];
  const data: Record<string, unknown> = {};
  const errors: { message: string; path: string[]; extensions: { code: string } }[] = [];
  for (const field of fieldsOf(operation.selectionSet, undefined, run)) {
    const key = field.alias?.value ?? field.name.value;
    try {
      if (!(field.name.value in root)) throw new CairnError('invalid_input', `Cairn does not offer the ${operation.operation} "${field.name.value}" of the W&B API.`);
      data[key] = await project(await fieldOf(root, field, run), field.selectionSet, run, 0);
    } catch (error) {
      const { code, message } = toError(error);
      data[key] = null;
      errors.push({ message, path: [key], extensions: { code } });
    }
  }
  return errors.length > 0 ? { data, errors } : { data };
}
