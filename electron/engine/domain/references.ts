// The reference grammar: `[registry::][[entity/]project/]name[:alias | :vN | :latest][@digest]`. One parser for every door.
import { CairnError } from '../../../shared/contract/errors.js';
import { Name } from '../../../shared/contract/primitives.js';

export interface Reference {
  readonly registry?: string;
  readonly entity?: string;
  readonly project?: string;
  readonly name: string;
  /** `:v7` */
  readonly number?: number;
  /** `:production`, `:latest`; lower case for `latest` only. */
  readonly alias?: string;
  /** 8 to 64 hex digits of the manifest digest, without `b3:`. */
  readonly digest?: string;
}

function refuse(text: string, found: string, help: string): never {
  throw new CairnError('invalid_reference', `Reading the reference ${JSON.stringify(text)}, ${found}. ${help}`, { reference: text });
}

const FORM = 'Write [[entity/]project/]name[:alias] or name@digest.';

function nameOf(text: string, part: string, what: string): string {
  if (part === '') refuse(text, `an empty ${what} was found`, FORM);
  const normal = part.normalize('NFC');
  const parsed = Name.safeParse(normal);
  if (!parsed.success) refuse(text, `the ${what} ${JSON.stringify(part)} is no name: ${parsed.error.issues[0]?.message ?? 'not allowed'}`, FORM);
  return normal;
}

function selector(text: string, part: string): { number: number } | { alias: string } {
  if (/^latest$/i.test(part)) return { alias: 'latest' };
  const version = /^v(0|[1-9]\d{0,14})$/i.exec(part);
  if (version) return { number: Number(version[1]) };
  if (/^v\d+$/i.test(part)) refuse(text, `${JSON.stringify(part)} is no version number`, 'Numbers are written v0, v1, v2 ... without leading zeros.');
  return { alias: nameOf(text, part, 'alias') };
}

/** @throws CairnError invalid_reference naming the part that is wrong */
export function parseReference(text: string): Reference {
  let rest = text;
  const out: { -readonly [K in keyof Reference]?: Reference[K] } = {};
  const scope = rest.indexOf('::');
  if (scope >= 0) {
    out.registry = nameOf(text, rest.slice(0, scope), 'registry');
    rest = rest.slice(scope + 2);
  }
  const at = rest.lastIndexOf('@');
  if (at >= 0) {
    const digest = rest.slice(at + 1).toLowerCase().replace(/^b3:/, '');
    if (!/^[0-9a-f]{8,64}$/.test(digest)) refuse(text, `${JSON.stringify(rest.slice(at + 1))} is no digest`, 'After @ stand 8 to 64 hex digits, with or without b3:.');
    out.digest = digest;
    rest = rest.slice(0, at);
  }
  const parts = rest.split('/');
  if (parts.length > 3) refuse(text, `${parts.length} parts were found where at most three belong`, FORM);
  const last = parts.pop() ?? '';
  const colon = last.indexOf(':');
  if (colon >= 0) Object.assign(out, selector(text, last.slice(colon + 1)));
  out.name = nameOf(text, colon >= 0 ? last.slice(0, colon) : last, 'name');
  const project = parts.pop();
  if (project !== undefined) out.project = nameOf(text, project, 'project');
  const entity = parts.pop();
  if (entity !== undefined) out.entity = nameOf(text, entity, 'entity');
  return out as Reference;
}

/** The text of a reference; `parseReference` reads it back. */
export function formatReference(reference: Reference): string {
  const { registry, entity, project, name, number, alias, digest } = reference;
  const path = [...(entity === undefined ? [] : [entity]), ...(project === undefined ? [] : [project]), name].join('/');
  const pick = number !== undefined ? `:v${number}` : alias !== undefined ? `:${alias}` : '';
  return `${registry === undefined ? '' : `${registry}::`}${path}${pick}${digest === undefined ? '' : `@b3:${digest}`}`;
}
