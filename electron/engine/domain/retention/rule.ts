// Thinning rules in words: `best 3 by val_loss, last 2, newer than 30d, tagged keep, anything aliased, linked or used in lineage`.
// A rule says what stays. What is latest, aliased, linked or used stays whatever it says.
import { CairnError } from '../../../../shared/contract/errors.js';

export type Keep =
  | { readonly keep: 'best'; readonly count: number; readonly key: string; readonly direction: 'max' | 'min' }
  | { readonly keep: 'last'; readonly count: number }
  | { readonly keep: 'newer'; readonly days: number }
  | { readonly keep: 'tagged'; readonly tag: string };

export interface Rule {
  readonly keeps: readonly Keep[];
}

const HELP = 'Write what stays, such as: best 3 by val_loss, last 2, newer than 30d, tagged keep.';

function refuse(part: string, why: string): never {
  throw new CairnError('invalid_input', `Reading the rule, "${part}" ${why}. ${HELP}`, { part });
}

/** Metrics that are better when they are lower, by what they are called. */
const LOWER = /(loss|error|err|perplexity|ppl|mae|mse|rmse|wer|cer|fid|latency|nll|bce)([^a-z]|$)/i;

/** Which way a metric is better, where nobody said. */
export function directionOf(key: string): 'max' | 'min' {
  return LOWER.test(key) ? 'min' : 'max';
}

const DAYS: Readonly<Record<string, number>> = { d: 1, day: 1, days: 1, w: 7, week: 7, weeks: 7, m: 30, month: 30, months: 30, y: 365, year: 365, years: 365 };
const unquoted = (text: string): string => text.replace(/^"(.*)"$/s, '$1');

/** Said for the reader: it holds anyway. */
const ALWAYS = /^(and\s+)?(anything\s+)?(aliased|linked|used(\s+in\s+lineage)?|latest)((\s*,\s*|\s+or\s+|\s+and\s+)(aliased|linked|used(\s+in\s+lineage)?|latest))*$/i;

function readKeep(part: string): Keep | undefined {
  if (ALWAYS.test(part)) return undefined;
  const best = /^best(?:\s+(\d{1,6}))?\s+by\s+("[^"]+"|\S+)(?:\s+\(?(max|min|highest|lowest)\)?)?$/i.exec(part);
  if (best) {
    const key = unquoted(best[2] ?? '');
    const said = best[3]?.toLowerCase();
    return { keep: 'best', count: Number(best[1] ?? 1), key, direction: said === undefined ? directionOf(key) : said === 'max' || said === 'highest' ? 'max' : 'min' };
  }
  const last = /^(?:the\s+)?last(?:\s+(\d{1,6}))?$/i.exec(part);
  if (last) return { keep: 'last', count: Number(last[1] ?? 1) };
  const newer = /^newer\s+than\s+(\d{1,5})\s*([a-z]+)$/i.exec(part);
  const unit = DAYS[(newer?.[2] ?? '').toLowerCase()];
  if (newer && unit !== undefined) return { keep: 'newer', days: Number(newer[1]) * unit };
  const tagged = /^tag(?:ged)?\s+("[^"]+"|\S+)$/i.exec(part);
  return tagged ? { keep: 'tagged', tag: unquoted(tagged[1] ?? '').normalize('NFC') } : refuse(part, 'says nothing that could stay');
}

/** @throws CairnError invalid_input naming the part that cannot be read */
export function parseRule(text: string): Rule {
  const parts = (text.match(/(?:"[^"]*"|[^,;+\n"]|")+/gs) ?? []).map((part) => part.trim().replace(/^and\s+/i, '')).filter((part) => part !== '');
  const keeps = parts.flatMap((part) => readKeep(part) ?? []);
  if (parts.length === 0) refuse(text, 'is empty');
  return { keeps };
}

const quote = (text: string): string => (/^[^\s",;+]+$/.test(text) ? text : `"${text}"`);

function printKeep(keep: Keep): string {
  switch (keep.keep) {
    case 'best':
      return `best ${keep.count} by ${quote(keep.key)} ${keep.direction}`;
    case 'last':
      return `last ${keep.count}`;
    case 'newer':
      return `newer than ${keep.days}d`;
    case 'tagged':
      return `tagged ${quote(keep.tag)}`;
  }
}

/** The rule in its shortest words; `parseRule` reads it back. */
export function printRule(rule: Rule): string {
  return [...rule.keeps.map(printKeep), 'anything aliased', 'linked', 'used'].join(', ');
}

function sayKeep(keep: Keep): string {
  switch (keep.keep) {
    case 'best':
      return `${keep.count === 1 ? 'the best version' : `the ${keep.count} best versions`} by ${keep.key} (${keep.direction === 'max' ? 'highest' : 'lowest'})`;
    case 'last':
      return keep.count === 1 ? 'the last version' : `the last ${keep.count} versions`;
    case 'newer':
      return `what is newer than ${keep.days} ${keep.days === 1 ? 'day' : 'days'}`;
    case 'tagged':
      return `what is tagged ${keep.tag}`;
  }
}

/** What the rule does, as a sentence. */
export function sayRule(rule: Rule): string {
  return `Keeps ${[...rule.keeps.map(sayKeep), 'whatever is latest, has an alias, is linked or is an input of a run'].join(', ')}; removes the rest.`;
}

/** A version as a rule sees it. */
export interface Candidate {
  readonly id: string;
  /** Later ones are larger; equal ones in the order of `id`. */
  readonly weight: number;
  readonly at: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly tags: readonly string[];
  /** Why it stays whatever the rule says. */
  readonly held: readonly string[];
}

const newestFirst = (a: Candidate, b: Candidate): number => b.weight - a.weight || (a.id < b.id ? 1 : -1);

/** id -> why it stays; a version without a reason goes. */
export function thin(rule: Rule, versions: readonly Candidate[], now: number): ReadonlyMap<string, readonly string[]> {
  const why = new Map<string, string[]>(versions.map((version) => [version.id, [...version.held]]));
  const stay = (version: Candidate, reason: string): void => void why.get(version.id)?.push(reason);
  for (const keep of rule.keeps) {
    switch (keep.keep) {
      case 'best': {
        const { key, direction, count } = keep;
        const measured = versions.filter((version) => Number.isFinite(version.metrics[key]));
        const ranked = measured.sort((a, b) => (direction === 'max' ? 1 : -1) * ((b.metrics[key] ?? 0) - (a.metrics[key] ?? 0)) || newestFirst(a, b));
        for (const version of ranked.slice(0, count)) stay(version, `best ${count} by ${key}`);
        break;
      }
      case 'last':
        for (const version of [...versions].sort(newestFirst).slice(0, keep.count)) stay(version, keep.count === 1 ? 'last' : `last ${keep.count}`);
        break;
      case 'newer':
        for (const version of versions) if (version.at >= now - keep.days * 86_400_000) stay(version, `newer than ${keep.days}d`);
        break;
      case 'tagged':
        for (const version of versions) if (version.tags.includes(keep.tag)) stay(version, `tagged ${keep.tag}`);
        break;
    }
  }
  return why;
}
