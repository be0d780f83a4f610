// cairn policy: what has to hold before an alias moves.
import type { Command } from 'commander';
import { EXIT } from '../../../shared/contract/errors.js';
import type { Verdict } from '../../../shared/contract/policies.js';
import { splitAlias } from './aliases.js';
import { printJson, printLine, printTable } from './output.js';
import { withSession } from './session.js';

const SIGNS = { pass: 'holds', fail: 'does not hold', not_comparable: 'not comparable', not_recorded: 'not recorded' } as const;

function sayVerdict(verdict: Verdict): void {
  printLine(`${verdict.alias} ${verdict.incumbent === null ? 'is on nothing' : `is on ${verdict.incumbent}`}; to ${verdict.ref}: ${verdict.allowed ? 'allowed' : 'blocked'}`);
  if (verdict.clauses.length > 0) printTable(['clause', '', 'found'], verdict.clauses.map((clause) => [`${clause.text}${clause.implied ? ' (always)' : ''}`, SIGNS[clause.state], clause.why]));
}

export function addPolicyVerbs(program: Command): void {
  const policy = program.command('policy').description('what has to hold before an alias moves to a version');
  policy
    .command('set')
    .description('set the policy of an alias, in words')
    .argument('<alias>', 'MODEL:ALIAS')
    .argument('<policy>', 'e.g. "staging first; accuracy >= incumbent - 0.002 on the same evaluation dataset; safety clean; note"')
    .addHelpText(
      'after',
      '\nClauses, with ; between:\n  staging first                              it has, or had, that alias\n  accuracy >= 0.95 [on DATASET]              a metric, as logged or as evaluated on a dataset\n  loss <= incumbent + 0.01 [on the same evaluation dataset]\n  safety clean | safety not flagged          what the scan found\n  tag reviewed                               it is tagged\n  note                                       the move says why',
    )
    .action(
      withSession(async ({ client, json }, name: string, text: string) => {
        const row = await client.policies.set({ ...splitAlias(name), text });
        if (json) printJson(row);
        else printLine(`${row.alias} of ${row.name} requires: ${row.text || 'nothing'}`);
      }),
    );
  policy
    .command('show')
    .description('the policies, of one model or of all')
    .argument('[model]', 'MODEL, or MODEL:ALIAS')
    .action(
      withSession(async ({ client, json }, name: string | undefined) => {
        if (name !== undefined && /:[^:/@]+$/.test(name)) {
          const row = await client.policies.get(splitAlias(name));
          if (json) printJson(row);
          else printLine(row.problem ?? `${row.alias} of ${row.name} requires: ${row.text || 'nothing'}`);
          return;
        }
        const rows = await client.policies.list(name === undefined ? {} : { collection: name });
        if (json) printJson(rows);
        else printTable(['model', 'alias', 'requires'], rows.map((row) => [row.name, row.alias, row.problem ?? row.text]));
      }),
    );
  policy
    .command('check')
    .description('what a move would meet now; exit 1 where it would be blocked')
    .argument('<alias>', 'MODEL:ALIAS')
    .argument('<ref>', 'the version')
    .option('--note <text>', 'the note the move would have')
    .option('--policy <text>', 'try this policy instead of the one that is set')
    .action(
      withSession(async ({ client, json }, name: string, ref: string, options: { note?: string; policy?: string }) => {
        const verdict = await client.policies.check({ ...splitAlias(name), ref, ...(options.note ? { note: options.note } : {}), ...(options.policy === undefined ? {} : { text: options.policy }) });
        if (json) printJson(verdict);
        else sayVerdict(verdict);
        return verdict.allowed ? EXIT.ok : EXIT.error;
      }),
    );
  policy
    .command('rm')
    .description('remove the policy of an alias')
    .argument('<alias>', 'MODEL:ALIAS')
    .action(
      withSession(async ({ client, json }, name: string) => {
        const row = await client.policies.set({ ...splitAlias(name), text: '' });
        if (json) printJson(row);
        else printLine(`${row.alias} of ${row.name} has no policy any more`);
      }),
    );
}
