// cairn acknowledge: numbers that were shown here for other versions than have them now.
import type { Command } from 'commander';
import { printJson, printLine } from './output.js';
import { withSession } from './session.js';

export function addNumberVerbs(program: Command): void {
  program
    .command('acknowledge')
    .description('a number was shown here for a version before it was final, and went to another: take it for what it is from now on')
    .argument('<ref>', 'name:vN, or a name for all its numbers')
    .action(
      withSession(async ({ client, json }, ref: string) => {
        const moved = await client.registry.acknowledge({ ref });
        if (json) return printJson(moved);
        for (const { name, number, was, now } of moved) printLine(`${name}:v${number} is ${now} from now on; it was shown here for ${was.join(' and ')}.`);
        if (moved.length === 0) printLine(`${ref} means here what it means everywhere: there is nothing to acknowledge.`);
      }),
    );
}
