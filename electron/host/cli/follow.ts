// cairn follow, unfollow: whose changes by others the window tells of.
import type { Command } from 'commander';
import { printJson, printLine, printTable } from './output.js';
import { withSession } from './session.js';

const WHY: Readonly<Record<string, string>> = { chosen: 'chosen', part: 'takes part' };

export function addFollowVerbs(program: Command): void {
  program
    .command('follow')
    .description('be told in the window of what others do to a model or collection; without one, list what is followed')
    .argument('[model]', 'a model or collection')
    .addHelpText('after', '\nWhat you made, log to, link to or move an alias of is followed without asking.\n\nExamples:\n  cairn follow "MNIST digits"\n  cairn follow')
    .action(
      withSession(async ({ client, json }, model: string | undefined) => {
        if (model === undefined) {
          const rows = await client.notices.followed();
          if (json) printJson(rows);
          else printTable(['name', 'followed because'], rows.map(({ name, why }) => [name, WHY[why ?? ''] ?? '']));
          return;
        }
        const row = await client.notices.follow({ ref: model, following: true });
        if (json) printJson(row);
        else printLine(`Following ${row.name}`);
      }),
    );
  program
    .command('unfollow')
    .description('be told no more of what others do to a model or collection')
    .argument('<model>', 'a model or collection')
    .action(
      withSession(async ({ client, json }, model: string) => {
        const row = await client.notices.follow({ ref: model, following: false });
        if (json) printJson(row);
        else printLine(`No longer following ${row.name}`);
      }),
    );
}
