// What the palette lists for what was typed: commands by fuzzy match, the rest as the engine found it.
import type { ContestedAlias } from '../../../shared/contract/contests.js';
import type { SearchHit } from '../../../shared/contract/browse.js';
import type { CommandState } from '../../state/commands.js';
import { fuzzyMatch, type FuzzyMatch } from './fuzzy.js';

export type Result = PlainResult | { readonly kind: 'query'; readonly key: string; readonly text: string; readonly words: string; readonly problem: boolean } | { readonly kind: 'contest'; readonly key: string; readonly contest: ContestedAlias; readonly match: FuzzyMatch };

type PlainResult = { readonly kind: 'command'; readonly key: string; readonly command: CommandState; readonly match: FuzzyMatch } | { readonly kind: 'hit'; readonly key: string; readonly hit: SearchHit; readonly match: FuzzyMatch };

export interface Group {
  readonly title: string;
  readonly results: readonly Result[];
}

/** Commands listed beside other results; alone, all are. */
const COMMANDS_AMONG = 4;

const HIT_GROUPS: readonly { title: string; kind: SearchHit['kind'] }[] = [
  { title: 'Collections', kind: 'collection' },
  { title: 'Versions', kind: 'version' },
  { title: 'Runs', kind: 'run' },
  { title: 'Projects', kind: 'project' },
];

function plain(text: string): FuzzyMatch {
  return { score: 0, parts: [{ text, hit: false }] };
}

/** `>` before the words looks at commands alone. */
export function splitQuery(input: string): { words: string; commandsOnly: boolean } {
  const commandsOnly = input.startsWith('>');
  return { words: (commandsOnly ? input.slice(1) : input).trim(), commandsOnly };
}

export interface Asked {
  /** The text as a query, where it reads as one. */
  readonly query?: { readonly words: string; readonly problem: boolean } | undefined;
  readonly contests: readonly ContestedAlias[];
}

/** What a person has to decide comes first, while nothing is typed or its name is. */
function needed(words: string, contests: readonly ContestedAlias[]): Result[] {
  return contests.flatMap((contest): Result[] => {
    const match = fuzzyMatch(words, `${contest.alias} of ${contest.name} is contested`);
    return match ? [{ kind: 'contest', key: `contest:${contest.collection}:${contest.alias}`, contest, match }] : [];
  });
}

/** A query is offered where the text reads as one; any other words can be looked for as one too, after what they found. */
function asQuery(words: string, query: Asked['query']): { readonly first: Result[]; readonly last: Result[] } {
  if (words === '') return { first: [], last: [] };
  const result: Result = { kind: 'query', key: 'query', text: words, words: query?.words ?? `Everything named “${words}”`, problem: query?.problem ?? false };
  return query ? { first: [result], last: [] } : { first: [], last: [result] };
}

export function groupResults(input: string, commands: readonly CommandState[], hits: readonly SearchHit[], { query, contests }: Asked = { contests: [] }): readonly Group[] {
  const { words, commandsOnly } = splitQuery(input);
  const found = commands
    .flatMap((command): (PlainResult & { match: FuzzyMatch })[] => {
      const match = fuzzyMatch(words, command.title);
      return match && command.id !== 'palette.open' ? [{ kind: 'command', key: `command:${command.id}`, command, match }] : [];
    })
    .sort((a, b) => Number(isDisabled(a)) - Number(isDisabled(b)) || b.match.score - a.match.score);
  const shown = words === '' || commandsOnly ? found : found.slice(0, COMMANDS_AMONG);
  const rest = commandsOnly ? [] : HIT_GROUPS.map(({ title, kind }) => ({ title, results: hits.filter((hit) => hit.kind === kind).map((hit): Result => ({ kind: 'hit', key: `${kind}:${hit.id}`, hit, match: fuzzyMatch(words, hit.title) ?? plain(hit.title) })) }));
  const { first, last } = asQuery(commandsOnly ? '' : words, query);
  const groups: readonly Group[] = [{ title: 'Find', results: first }, { title: 'Needs you', results: commandsOnly ? [] : needed(words, contests) }, { title: 'Commands', results: shown }, ...rest, { title: 'Find', results: last }];
  return groups.filter(({ results }) => results.length > 0);
}

function isDisabled(result: PlainResult): boolean {
  return result.kind === 'command' && result.command.disabled !== undefined;
}
