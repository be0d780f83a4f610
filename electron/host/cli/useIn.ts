// cairn use-in: hand a version to LM Studio, Ollama or the Hugging Face cache without a second copy, and take it back.
import { Argument, type Command } from 'commander';
import { PlaceApp } from '../../../shared/contract/doors.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { printJson, printLine, printTable } from './output.js';
import { withSession } from './session.js';

const HOW = { clone: 'shared with the cache, no second copy', hardlink: 'the same file as in the cache: writing to it damages it', copy: 'copied: the file system shares nothing', cached: 'it was there already' } as const;

export function addUseInVerbs(program: Command): void {
  const useIn = program.command('use-in').description('hand versions to other programs on this computer, without a second copy where the file system can');
  useIn
    .command('add')
    .description('hand a version on')
    .addArgument(new Argument('<app>', 'the program').choices(PlaceApp.options))
    .argument('<ref>', 'the version: name:alias, or model:alias')
    .addHelpText('after', '\nExamples:\n  cairn use-in add ollama llama-tuned:best\n  cairn use-in add lmstudio "Support bot:production"\n  cairn use-in add huggingface mnist-cnn:v3')
    .action(
      withSession(async ({ client, json }, app: PlaceApp, ref: string) => {
        const placed = await client.doors.place({ app, ref });
        if (json) return printJson(placed);
        printLine(`${placed.app} has ${placed.ref} as ${placed.name}, ${formatBytes(placed.bytes)}, ${HOW[placed.method]}`);
        printLine(placed.path);
      }),
    );
  useIn
    .command('ls')
    .description('what was handed on')
    .action(
      withSession(async ({ client, json }) => {
        const rows = await client.doors.placed();
        if (json) return printJson(rows);
        printTable(['id', 'program', 'version', 'as', 'size', 'path'], rows.map((row) => [row.id, row.app, row.ref, row.name, formatBytes(row.bytes), row.path]), new Set([4]));
      }),
    );
  useIn
    .command('rm')
    .description('take back what was handed on; nothing else is touched')
    .argument('<id>', 'its id, or the version')
    .action(
      withSession(async ({ client, json }, id: string) => {
        const placed = await client.doors.unplace({ id });
        if (json) printJson(placed);
        else printLine(`Took ${placed.ref} back from ${placed.app}`);
      }),
    );
}
