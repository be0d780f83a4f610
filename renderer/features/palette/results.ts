// What the palette lists for what was typed: commands by fuzzy match, the rest as the engine found it.
import type { SearchHit } from '../../../shared/contract/browse.js';
import type { CommandState } from '../../state/commands.js';
import { fuzzyMatch, type FuzzyMatch } from './fuzzy.js';

export type Result = { readonly kind: 'command'; readonly key: string; readonly command: CommandState; readonly match: FuzzyMatch } | { readonly kind: 'hit'; readonly key: string; readonly hit: SearchHit; readonly match: FuzzyMatch };

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

export function groupResults(input: string, commands: readonly CommandState[], hits: readonly SearchHit[]): readonly Group[] {
  const { words, commandsOnly } = splitQuery(input);
  const found = commands
    .flatMap((command): (Result & { match: FuzzyMatch })[] => {
      const match = fuzzyMatch(words, command.title);
      return match && command.id !== 'palette.open' ? [{ kind: 'command', key: `command:${command.id}`, command, match }] : [];
    })
    .sort((a, b) => Number(isDisabled(a)) - Number(isDisabled(b)) || b.match.score - a.match.score);
  const shown = words === '' || commandsOnly ? found : found.slice(0, COMMANDS_AMONG);
  const rest = commandsOnly ? [] : HIT_GROUPS.map(({ title, kind }) => ({ title, results: hits.filter((hit) => hit.kind === kind).map((hit): Result => ({ kind: 'hit', key: `${kind}:${hit.id}`, hit, match: fuzzyMatch(words, hit.title) ?? plain(hit.title) })) }));
  return [{ title: 'Commands', results: shown }, ...rest].filter(({ results }) => results.length > 0);
}

function isDisabled(result: Result): boolean {
  return result.kind === 'command' && result.command.disabled !== undefined;
}
