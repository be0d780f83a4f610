// cairn show, use: look at a version, and get its files back.
import type { Command } from 'commander';
import { resolve } from 'node:path';
import { deletionWords } from '../../../shared/contract/deletionWords.js';
import { CairnError, EXIT } from '../../../shared/contract/errors.js';
import type { ModelSignature } from '../../../shared/contract/signatures.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { printJson, printLine, printTable, progressLine, when } from './output.js';
import { contestedExit } from './contested.js';
import { isPath, logLocal } from './local.js';
import { scriptShape } from './shape.js';
import { withSession } from './session.js';
import { signatureLine, writeSignature } from './signatures.js';
import { whereWords } from './whereWords.js';

function addShow(program: Command): void {
  program
    .command('show')
    .description('everything known about one version')
    .argument('<ref>', '[[entity/]project/]name[:alias], or name@digest')
    .option('--allow-contested', 'exit 0 also where the alias is contested')
    .action(
      withSession(async ({ client, json }, ref: string, options: { allowContested?: boolean }) => {
        const version = await client.versions.get({ ref });
        const shape = await scriptShape(client, version);
        const exit = contestedExit(ref, version, options.allowContested ?? false);
        if (json) {
          printJson(shape);
          return exit;
        }
        const { through } = version;
        printLine(`${through?.ref ?? version.ref}  ${(through ?? version).aliases.map((alias) => `${alias.name}${alias.contested ? ' (contested)' : ''}${alias.unpublished ? ' (not published)' : ''}`).join(', ')}`);
        if (version.deletion) printLine(deletionWords(version.ref, version.deletion, when));
        if (through) printLine(`linked from ${version.ref}`);
        printLine(version.digest);
        printLine(`${version.type} in ${version.entity}/${version.project}, ${formatBytes(version.bytes)} in ${version.files} ${version.files === 1 ? 'file' : 'files'}, ${whereWords(version.availability, version.pinned)}`);
        printLine(`logged ${when(version.created)} by ${version.actor.name} on ${version.device}`);
        for (const signature of shape['signatures'] as ModelSignature[]) printLine(signatureLine(signature));
        for (const link of version.links) if (link.id !== through?.link) printLine(`linked as ${link.ref}${link.aliases.length > 0 ? `  ${link.aliases.map((alias) => alias.name).join(', ')}` : ''}`);
        if (version.description) printLine(`\n${version.description}`);
        const pairs = [...Object.entries(version.metrics).map(([key, value]) => ['metric', key, String(value)]), ...Object.entries(version.config).map(([key, value]) => ['config', key, JSON.stringify(value)])];
        if (pairs.length > 0) {
          printLine();
          printTable(['', 'name', 'value'], pairs);
        }
        printLine();
        printTable(['path', 'size', 'where', 'digest'], (shape['files'] as { path: string; bytes: number | null; digest: string | null; here: boolean; uri?: string }[]).map((file) => [file.path, file.bytes === null ? '' : formatBytes(file.bytes), file.uri ? 'reference' : whereWords(file.here ? 'offline' : 'online'), file.digest ?? file.uri ?? '']), new Set([1]));
        return exit;
      }),
    );
}

function addUse(program: Command): void {
  program
    .command('use')
    .description("write a version's files to a folder")
    .argument('<ref>', '[[entity/]project/]name[:alias], name@digest, or a path, whose files are logged first')
    .option('--name <name>', 'of a path: name of the artifact; its own if absent')
    .option('--type <type>', 'of a path: type of the artifact', 'dataset')
    .option('-o, --output <dir>', 'folder to write to; without it a checkout inside the data root')
    .option('--hardlink', 'share the bytes with the cache: writing to them damages it')
    .option('--signature', 'with -o: write the newest signature beside the files, as model.sig')
    .option('--run <id>', 'run that reads it, for its lineage')
    .option('--allow-contested', 'exit 0 also where the alias is contested')
    .action(
      withSession(async ({ client, json, signal }, given: string, options: { output?: string; hardlink?: boolean; run?: string; allowContested?: boolean; name?: string; type: string; signature?: boolean }) => {
        if (options.signature && !options.output) throw new CairnError('invalid_input', '--signature writes a file beside the others: say where with -o.');
        const local = isPath(given) ? await logLocal(client, given, options, signal) : undefined;
        const ref = local?.id ?? given;
        if (local && !options.output) {
          // The files lie there already: nothing is written.
          if (options.run) await client.runs.use({ run: options.run, ref });
          if (json) printJson({ ref: local.ref, digest: local.digest, path: resolve(given), bytes: local.bytes, method: 'cached', contested: false });
          else printLine(`${local.ref}  ${resolve(given)}`);
          return EXIT.ok;
        }
        const progress = progressLine();
        const events = await client.versions.use({ ref, hardlink: options.hardlink ?? false, ...(options.run ? { run: options.run } : {}), ...(options.output ? { target: { path: resolve(options.output) } } : {}) }, { signal });
        for await (const event of events) {
          if (event.event === 'progress') {
            progress.show(event.progress);
            continue;
          }
          progress.end();
          if (options.signature) await writeSignature(client, ref, event.result.path);
          if (event.result.deletion) process.stderr.write(`cairn: warning: ${deletionWords(event.result.ref, event.result.deletion, when)}\n`);
          if (json) printJson(event.result);
          else printLine(event.result.path);
          if (event.result.contested) return contestedExit(ref, await client.versions.get({ ref }), options.allowContested ?? false);
        }
        return EXIT.ok;
      }),
    );
}

export function addVersionVerbs(program: Command): void {
  addShow(program);
  addUse(program);
}
