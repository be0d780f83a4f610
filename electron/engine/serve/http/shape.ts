// A JSON schema as a person reads it: names, kinds and what is optional, a few lines instead of a hundred.

interface Schema {
  readonly [key: string]: unknown;
}

const INDENT = '  ';
/** Deeper than this nobody reads on; the document has it all. */
const DEEPEST = 6;

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value);
const list = (value: unknown): readonly Schema[] => (Array.isArray(value) ? value.filter(isSchema) : []);

/** What is unbounded in practice is not worth a word. */
function bounds({ minimum, maximum, minLength, maxLength, default: preset }: Schema): string {
  const said: string[] = [];
  if (typeof minimum === 'number' && Math.abs(minimum) < Number.MAX_SAFE_INTEGER) said.push(`from ${minimum}`);
  if (typeof maximum === 'number' && Math.abs(maximum) < Number.MAX_SAFE_INTEGER) said.push(`to ${maximum}`);
  if (typeof minLength === 'number' && minLength > 1) said.push(`at least ${minLength} long`);
  if (typeof maxLength === 'number') said.push(`at most ${maxLength} long`);
  if (preset !== undefined && !isSchema(preset)) said.push(`else ${JSON.stringify(preset)}`);
  return said.length === 0 ? '' : ` (${said.join(', ')})`;
}

function fields(schema: Schema, depth: number): string {
  const required = new Set(Array.isArray(schema['required']) ? (schema['required'] as string[]) : []);
  const properties = Object.entries((schema['properties'] as Record<string, Schema> | undefined) ?? {});
  const more = schema['additionalProperties'];
  if (properties.length === 0) return isSchema(more) && Object.keys(more).length > 0 ? `{ name: ${shapeText(more, depth + 1)} }` : 'object';
  if (depth > DEEPEST) return '{ … }';
  const indent = INDENT.repeat(depth + 1);
  return `{\n${properties.map(([name, part]) => `${indent}${name}${required.has(name) ? '' : '?'}: ${shapeText(part, depth + 1)}\n`).join('')}${INDENT.repeat(depth)}}`;
}

/** The schema in words like those of a type declaration. */
export function shapeText(schema: unknown, depth = 0): string {
  if (!isSchema(schema)) return 'anything';
  if ('const' in schema) return JSON.stringify(schema['const']);
  if (Array.isArray(schema['enum'])) return schema['enum'].map((value) => JSON.stringify(value)).join(' | ');
  const any = [...list(schema['anyOf']), ...list(schema['oneOf'])];
  if (any.length > 0) return [...new Set(any.map((part) => shapeText(part, depth)))].join(' | ') + bounds({ default: schema['default'] });
  const all = list(schema['allOf']);
  if (all.length > 0) return all.map((part) => shapeText(part, depth)).join(' & ');
  if (schema['type'] === 'array') return `[${shapeText(schema['items'], depth)}]`;
  if (schema['type'] === 'object') return fields(schema, depth);
  if (Array.isArray(schema['type'])) return schema['type'].join(' | ') + bounds(schema);
  if (schema['format'] === 'binary') return 'bytes';
  return typeof schema['type'] === 'string' ? schema['type'] + bounds(schema) : 'anything';
}
