// cairn restore, references: the code back as it was, and whether what a version points at is still the same.
import type { Command } from 'commander';
import { resolve } from 'node:path';
import { EXIT } from '../../../shared/contract/errors.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { printJson, printLine, printTable } from './output.js';
import { withSession } from './session.js';

export function addRestoreVerbs(program: Command): void {
  program
    .command('restore')
    .description('rebuild the code that made a version, in a new folder')
    .argument('<ref>', 'the version, or with --run the id of a run')
    .requiredOption('--into <dir>', 'a folder that is absent or empty')
    .option('--run', 'the argument is a run')
    .option('--from <dir>', 'a repository that has the commit; else it is looked for here and fetched from its remote')
    .action(
      withSession(async ({ client, json, signal }, ref: string, options: { into: string; run?: boolean; from?: string }) => {
        const done = await client.code.restore({ of: options.run ? { run: ref } : { ref }, target: { path: resolve(options.into) }, ...(options.from ? { from: resolve(options.from) } : {}) }, { signal });
        if (json) printJson(done);
        else {
          printLine(`${done.path}  ${done.files} files, ${formatBytes(done.bytes)}, ${done.exact ? 'exactly as it was' : 'with gaps'}`);
          for (const gap of done.gaps) printLine(`  ${gap}`);
        }
        return EXIT.ok;
      }),
    );
  program
    .command('references')
    .description('look at the places a version refers to again: same, changed, or out of reach')
    .argument('<ref>', '[[entity/]project/]name[:alias], or name@digest')
    .action(
      withSession(async ({ client, json, signal }, ref: string) => {
        const { id } = await client.versions.get({ ref });
        const states = await client.versions.references({ version: id }, { signal });
        if (json) printJson(states);
        else printTable(['path', 'uri', 'state'], states.map((each) => [each.path, each.uri, each.state]));
        return states.some((each) => each.state === 'changed') ? EXIT.error : EXIT.ok;
      }),
    );
}
