// cairn alias: put a name on exactly one version, take it off, end a contest, see who moved it.
import type { Command } from 'commander';
import { CairnError, EXIT } from '../../../shared/contract/errors.js';
import type { AliasMoved } from '../../../shared/contract/registry.js';
import { printJson, printLine, printTable, when } from './output.js';
import { withSession } from './session.js';
import { parseMoment } from './values.js';
import { warnContested } from './contested.js';

/** `model:production`, as what it is of and which. @throws CairnError invalid_reference */
export function splitAlias(text: string): { collection: string; alias: string } {
  const match = /^(.+):([^:/@]+)$/s.exec(text);
  if (!match) throw new CairnError('invalid_reference', `"${text}" names no alias. Write MODEL:ALIAS.`, { reference: text });
  return { collection: match[1] ?? '', alias: match[2] ?? '' };
}

function sayMoved(moved: AliasMoved, json: boolean): number {
  if (json) printJson(moved);
  else if (moved.state === 'unchanged') printLine(`${moved.alias} of ${moved.name} is ${moved.to === null ? 'on nothing' : `on ${moved.to}`} already`);
  else if (moved.state === 'publishing') printLine(`${moved.alias} of ${moved.name}: publishing the move to ${moved.to ?? 'nothing'}; it counts once its place in the sequence is known`);
  else if (moved.to === null) printLine(`Removed ${moved.alias} from ${moved.from ?? ''} of ${moved.name}`);
  else printLine(`${moved.alias} of ${moved.name}: ${moved.from === null ? '' : `${moved.from} → `}${moved.to}`);
  if (!moved.contested) return EXIT.ok;
  warnContested(`${moved.name}:${moved.alias} is contested still`);
  return EXIT.contested;
}

interface Why {
  readonly note?: string;
  readonly override?: string;
}

const noteOf = ({ note, override }: Why): Why => ({ ...(note ? { note } : {}), ...(override ? { override } : {}) });
const OVERRIDE = ['--override <reason>', 'move it against its policy, and say why; history keeps it'] as const;

function addMoves(alias: Command): void {
  alias
    .command('set')
    .description('move an alias to a version, in one step')
    .argument('<ref>', 'the version: name:v3, or model:v3 for an alias of the model')
    .argument('<alias>', 'e.g. production; latest and vN are given automatically')
    .option('--in <model>', 'the model it is an alias of, where the version is named by its own collection')
    .option('--note <text>', 'why, for the history')
    .option(...OVERRIDE)
    .action(withSession(async ({ client, json }, ref: string, name: string, options: Why & { in?: string }) => sayMoved(await client.registry.setAlias({ ref, alias: name, ...(options.in ? { within: options.in } : {}), ...noteOf(options) }), json)));
  alias
    .command('rm')
    .description('take an alias off a version')
    .argument('<ref>')
    .argument('<alias>')
    .option('--note <text>', 'why, for the history')
    .action(withSession(async ({ client, json }, ref: string, name: string, options: { note?: string }) => sayMoved(await client.registry.removeAlias({ ref, alias: name, ...noteOf(options) }), json)));
  alias
    .command('resolve')
    .description('end a contest: the version named gets the alias')
    .argument('<alias>', 'MODEL:ALIAS')
    .argument('<ref>', 'the version that is to have it')
    .option('--note <text>', 'why, for the history')
    .option(...OVERRIDE)
    .action(withSession(async ({ client, json }, name: string, ref: string, options: Why) => sayMoved(await client.registry.resolveAlias({ ...splitAlias(name), ref, ...noteOf(options) }), json)));
  alias
    .command('rollback')
    .description('put an alias back where it was at a past moment, by a new move')
    .argument('<alias>', 'MODEL:ALIAS')
    .requiredOption('--to <time>', 'e.g. 2026-01-31T12:00Z')
    .option('--note <text>', 'why, for the history')
    .option(...OVERRIDE)
    .action(withSession(async ({ client, json }, name: string, options: Why & { to: string }) => sayMoved(await client.registry.rollBack({ ...splitAlias(name), at: parseMoment(options.to), ...noteOf(options) }), json)));
}

export function addAliasVerbs(program: Command): void {
  const alias = program.command('alias').description('names for versions, each on exactly one');
  addMoves(alias);
  alias
    .command('ls')
    .description('the aliases of a model or collection, and who put them there')
    .argument('<model>')
    .action(
      withSession(async ({ client, json }, collection: string) => {
        const states = await client.registry.aliases({ collection });
        if (json) return printJson(states);
        printTable(['alias', 'version', 'by', 'since', 'note'], states.map((state) => [`${state.alias}${state.contest ? ' (contested)' : state.protected ? ' (protected)' : ''}${state.unpublished ? ' (not published)' : ''}`, state.label ?? '', state.actor.name, when(state.at), state.note ?? '']));
      }),
    );
  alias
    .command('protect')
    .description('show, or set, the aliases whose moves are put in sequence and can be contested')
    .argument('[aliases...]', 'all of them; without any the present ones are shown')
    .action(
      withSession(async ({ client, json }, aliases: string[]) => {
        const names = aliases.length > 0 ? await client.registry.setProtectedAliases({ aliases }) : await client.registry.protectedAliases();
        if (json) printJson(names);
        else printLine(names.join('\n'));
      }),
    );
}
