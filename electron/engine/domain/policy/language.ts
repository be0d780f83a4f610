// A policy in words: `staging first; accuracy >= incumbent - 0.002 on the same evaluation dataset; safety clean; note`.
// Reading and writing are each other's inverse; what cannot be read is named with what could stand there.
import { CairnError } from '../../../../shared/contract/errors.js';
import { AliasName } from '../../../../shared/contract/primitives.js';
import { COMPARISONS, type Clause, type Comparison, type Policy } from './types.js';

const NUMBER = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?`;
const COMPARED = /^(?:"((?:[^"\\]|\\.)+)"|([^\s"<>=]+))\s*(>=|<=|>|<)\s*(.+)$/s;
const AGAINST = new RegExp(String.raw`^incumbent(?:\s*([+-])\s*(\d+\.?\d*|\.\d+)((?:e[+-]?\d+)?))?(\s+on\s+the\s+same\s+(?:evaluation\s+)?(?:dataset|data))?$`, 'i');
const ABSOLUTE = new RegExp(String.raw`^(${NUMBER})(%)?(?:\s+on\s+(.+))?$`, 'is');

const HELP = 'Write clauses such as: staging first; accuracy >= 0.95; accuracy >= incumbent - 0.002 on the same evaluation dataset; safety clean; tag reviewed; note.';

function refuse(clause: string, why: string): never {
  throw new CairnError('invalid_input', `Reading the policy, "${clause}" ${why}. ${HELP}`, { clause });
}

const unquoted = (text: string): string => text.replace(/^"(.*)"$/s, '$1').replace(/\\(.)/gs, '$1');

function compared(text: string, key: string, compare: Comparison, right: string): Clause {
  const against = AGAINST.exec(right);
  if (against) {
    const by = against[2] === undefined ? 0 : Number(`${against[1] ?? ''}${against[2]}${against[3] ?? ''}`);
    return { is: 'incumbent', key, compare, by: by === 0 ? 0 : by, same: against[4] !== undefined };
  }
  const absolute = ABSOLUTE.exec(right);
  if (!absolute) refuse(text, 'compares with neither a number nor the incumbent');
  const on = absolute[3] === undefined ? null : unquoted(absolute[3].trim().replace(/^(?:the\s+)?(?:evaluation\s+)?(?:dataset|data)\s+/i, ''));
  const value = absolute[2] ? Number((Number(absolute[1]) / 100).toPrecision(15)) : Number(absolute[1]);
  if (!Number.isFinite(value)) refuse(text, 'compares with a number that is too large');
  if (on === '') refuse(text, 'names no dataset');
  return { is: 'metric', key, compare, value, on };
}

function readClause(text: string): Clause {
  const comparison = COMPARED.exec(text);
  if (comparison) return compared(text, comparison[1] === undefined ? (comparison[2] ?? '') : unquoted(comparison[1]), comparison[3] as Comparison, (comparison[4] ?? '').trim());
  if (/^(a\s+)?note$/i.test(text)) return { is: 'note' };
  if (/^safety\s+(is\s+)?clean$/i.test(text)) return { is: 'safety', clean: true };
  if (/^safety\s+(is\s+)?not\s+flagged$/i.test(text)) return { is: 'safety', clean: false };
  const tag = /^tag(?:ged)?\s+(.+)$/is.exec(text)?.[1];
  if (tag !== undefined) return { is: 'tag', tag: unquoted(tag.trim()).normalize('NFC') };
  const alias = /^(.+?)\s+first$/is.exec(text)?.[1];
  if (alias === undefined) refuse(text, 'is no clause');
  const name = AliasName.safeParse(unquoted(alias));
  if (!name.success) refuse(text, `asks for ${unquoted(alias)}, which is no alias that people set`);
  return { is: 'first', alias: name.data };
}

/** Splits at semicolons and line ends that are not in quotes. */
function clausesIn(text: string): string[] {
  return (text.match(/(?:"(?:[^"\\]|\\.)*"|[^;\n"]|")+/gs) ?? []).map((clause) => clause.trim()).filter((clause) => clause !== '');
}

/** A leading `production requires:` may stand there for the reader. @throws CairnError invalid_input naming the clause */
export function parsePolicy(text: string): Policy {
  const clauses = clausesIn(text.replace(/^\s*(?:"[^"\n]*"|[^\s";]+(?:[ \t]+[^\s";]+)*?)[ \t]+requires[ \t]*:/i, '')).map(readClause);
  const seen = new Map(clauses.map((clause) => [printClause(clause), clause]));
  return { clauses: [...seen.values()] };
}

const quote = (text: string, plain: RegExp): string => (plain.test(text) ? text : `"${text.replace(/["\\]/g, '\\$&')}"`);

/** A number in digits that are read back as it. */
const number = (value: number): string => String(value).replace('e+', 'e');

/** One clause in words. */
export function printClause(clause: Clause): string {
  switch (clause.is) {
    case 'first':
      return `${quote(clause.alias, /^[^\s";<>=]+$/)} first`;
    case 'metric':
      return `${quote(clause.key, /^[^\s";<>=]+$/)} ${clause.compare} ${number(clause.value)}${clause.on === null ? '' : ` on ${quote(clause.on, /^(?!(the|evaluation|dataset|data)$)[^\s";]+$/i)}`}`;
    case 'incumbent':
      return `${quote(clause.key, /^[^\s";<>=]+$/)} ${clause.compare} incumbent${clause.by === 0 ? '' : ` ${clause.by < 0 ? '-' : '+'} ${number(Math.abs(clause.by))}`}${clause.same ? ' on the same evaluation dataset' : ''}`;
    case 'safety':
      return clause.clean ? 'safety clean' : 'safety not flagged';
    case 'tag':
      return `tag ${quote(clause.tag, /^[^\s";<>=]+$/)}`;
    case 'note':
      return 'note';
  }
}

/** The whole policy in words; `parsePolicy` reads it back. */
export function printPolicy(policy: Policy): string {
  return policy.clauses.map(printClause).join('; ');
}

export { COMPARISONS };
