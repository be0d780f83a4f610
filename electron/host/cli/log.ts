// cairn log: files become a version.
import type { Command } from 'commander';
import { basename, resolve } from 'node:path';
import { CairnError } from '../../../shared/contract/errors.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { collect, printJson, printLine, progressLine } from './output.js';
import { isPath, logLocal } from './local.js';
import { scriptShape } from './shape.js';
import { withSession } from './session.js';
import { parseConfig, parseMetadata, parseMetrics } from './values.js';

interface LogOptions {
  readonly name?: string;
  readonly type: string;
  readonly project?: string;
  readonly entity?: string;
  readonly alias: string[];
  readonly tag: string[];
  readonly metric: string[];
  readonly config: string[];
  readonly metadata?: string;
  readonly description?: string;
  readonly input: string[];
  readonly ref: string[];
  readonly code: boolean;
  readonly as?: string;
  readonly run?: string;
  readonly note?: string;
  readonly override?: string;
  readonly link?: string;
}

/** `--as` names the one file given; with several it has no meaning. */
function renameFor(paths: readonly string[], as: string | undefined): Record<string, string> {
  if (as === undefined) return {};
  const only = paths[0];
  if (paths.length !== 1 || only === undefined) throw new CairnError('invalid_input', `--as names one file inside the artifact, but ${paths.length} paths were given.`);
  return { [basename(only)]: as };
}

export function addLogVerb(program: Command): void {
  program
    .command('log')
    .description('keep files or folders as a new version of an artifact')
    .argument('[paths...]', 'files and folders')
    .requiredOption('--name <name>', 'name of the artifact, e.g. mnist-cnn')
    .option('--type <type>', 'model, dataset, evaluation, code, ...', 'model')
    .option('--project <project>', 'project it belongs to')
    .option('--entity <entity>', 'owner of the project')
    .option('--alias <alias>', 'alias to put on it (repeat for several)', collect, [])
    .option('--tag <tag>', 'tag (repeat for several)', collect, [])
    .option('--metric <k=v>', 'metric (repeat for several)', collect, [])
    .option('--config <k=v|@file>', 'hyper-parameter, or a JSON file of them (repeat for several)', collect, [])
    .option('--metadata <@file>', 'a JSON file of anything else')
    .option('--description <text>', 'what it is')
    .option('--input <ref>', 'version, file or folder it was made from (repeat for several)', collect, [])
    .option('--ref <uri>', 'keep a reference instead of bytes (repeat for several)', collect, [])
    .option('--no-code', 'do not look at the code in the folder the files lie in')
    .option('--as <path>', 'name of the file inside the artifact')
    .option('--run <id>', 'run that made it')
    .option('--link <model>', 'registered model to link it to: [[entity/]project/]name; made where it is new')
    .option('--note <text>', 'why, for the history')
    .option('--override <reason>', 'move its aliases against their policies, and say why; history keeps it')
    .action(
      withSession(async ({ client, json, signal }, paths: string[], options: LogOptions) => {
        if (paths.length === 0 && options.ref.length === 0) throw new CairnError('invalid_input', 'Nothing to log: give files, folders, or --ref URI.');
        const inputs = await Promise.all(options.input.map(async (input) => (isPath(input) ? (await logLocal(client, input, options.project ? { project: options.project } : {}, signal)).id : input)));
        const progress = progressLine();
        const events = await client.ingest.log(
          {
            ...(paths.length > 0 ? { source: { paths: paths.map((path) => resolve(path)) } } : {}),
            references: options.ref.map((uri) => ({ uri })),
            name: options.name ?? '',
            type: options.type,
            aliases: options.alias,
            tags: options.tag,
            metrics: parseMetrics(options.metric),
            config: parseConfig(options.config),
            metadata: parseMetadata(options.metadata),
            description: options.description ?? '',
            inputs,
            captureCode: options.code,
            rename: renameFor(paths, options.as),
            ...(options.project ? { project: options.project } : {}),
            ...(options.entity ? { entity: options.entity } : {}),
            ...(options.run ? { run: options.run } : {}),
            ...(options.note ? { note: options.note } : {}),
            ...(options.override ? { override: options.override } : {}),
            ...(options.link ? { link: options.link } : {}),
          },
          { signal },
        );
        for await (const event of events) {
          if (event.event === 'progress') {
            progress.show(event.progress);
            continue;
          }
          progress.end();
          if (json) printJson({ ...(await scriptShape(client, event.version)), isNew: event.created, beside: event.beside, method: event.method });
          else {
            const how = { clone: 'cloned, no extra space', copy: event.bytesAdded === 0 ? 'no new bytes' : `copied ${formatBytes(event.bytesAdded)}${event.bytesAdded < event.version.bytes ? ', the rest was here' : ''}`, known: 'no new bytes', reference: 'references only' }[event.method];
            printLine(`${event.created ? 'Logged' : 'Already there:'} ${event.version.ref}  ${formatBytes(event.version.bytes)} in ${event.version.files} ${event.version.files === 1 ? 'file' : 'files'}, ${how}`);
            printLine(event.version.digest);
            for (const link of event.version.links) printLine(`linked as ${link.ref}`);
            if (event.beside.length > 0) printLine(`note: this made ${event.version.entity}/${event.version.project}/${event.version.name}, beside ${event.beside.join(', ')}. To log there, say --entity and --project.`);
          }
        }
      }),
    );
}
