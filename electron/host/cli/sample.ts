// cairn sample: the MNIST walkthrough, made on the spot and taken away again.
import type { Command } from 'commander';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { printJson, printLine } from './output.js';
import { withSession } from './session.js';

export function addSampleVerbs(program: Command): void {
  const sample = program.command('sample').description('a small library to look around in: the MNIST walkthrough, trained on the spot');
  sample
    .command('create')
    .description('make it; takes a few seconds')
    .action(
      withSession(async ({ client, json }) => {
        const made = await client.sample.create();
        if (json) printJson(made);
        else printLine(`Made ${made.versions} versions (${formatBytes(made.bytes)}) owned by "${made.entity}". Look: cairn ls models`);
      }),
    );
  sample
    .command('rm')
    .description('take all of it away')
    .action(
      withSession(async ({ client, json }) => {
        const removed = await client.sample.remove();
        if (json) printJson(removed);
        else printLine(`Removed ${removed.versions} versions, ${removed.runs} runs and ${removed.collections} collections; ${formatBytes(removed.bytes)} freed`);
      }),
    );
  sample
    .command('status')
    .description('whether it is there')
    .action(
      withSession(async ({ client, json }) => {
        const state = await client.sample.state();
        if (json) printJson(state);
        else printLine(state.present ? `The sample is there, owned by "${state.entity}"` : 'The sample is not there. Make it with: cairn sample create');
      }),
    );
}
