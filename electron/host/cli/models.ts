// cairn model, entity, project, link, unlink: what holds versions, and how they get in and out.
import type { Command } from 'commander';
import { collect, printJson, printLine } from './output.js';
import { withSession } from './session.js';

interface CreateOptions {
  readonly entity?: string;
  readonly type: string;
  readonly description?: string;
}

function addModel(program: Command): void {
  program
    .command('model')
    .description('registered models: the versions of one task, wherever they were logged')
    .command('create')
    .description('create a registered model')
    .argument('<name>', 'e.g. "MNIST Grayscale 28x28"; spaces are fine')
    .option('--entity <entity>', 'person or team that owns it; made where it is new')
    .option('--type <type>', 'type of the versions it takes', 'model')
    .option('--description <text>', 'its model card, in Markdown')
    .action(
      withSession(async ({ client, json }, name: string, options: CreateOptions) => {
        const made = await client.registry.createModel({ name, type: options.type, description: options.description ?? '', ...(options.entity ? { entity: options.entity } : {}) });
        if (json) printJson(made);
        else printLine(`Created ${made.entity}/${made.project}/${made.name}`);
      }),
    );
}

function addOwners(program: Command): void {
  program
    .command('entity')
    .description('people and teams that own projects and models')
    .command('create')
    .description('add a team, or a person')
    .argument('<name>')
    .option('--person', 'a person instead of a team')
    .action(
      withSession(async ({ client, json }, name: string, options: { person?: boolean }) => {
        const made = await client.registry.createEntity({ name, form: options.person ? 'person' : 'team' });
        if (json) printJson(made);
        else printLine(`Added the ${made.form} ${made.name}`);
      }),
    );
  program
    .command('project')
    .description('bodies of work of a person or team')
    .command('create')
    .description('add a project')
    .argument('<name>')
    .option('--entity <entity>', 'who owns it; made where it is new')
    .action(
      withSession(async ({ client, json }, name: string, options: { entity?: string }) => {
        const made = await client.registry.createProject({ name, ...(options.entity ? { entity: options.entity } : {}) });
        if (json) printJson(made);
        else printLine(`Added the project ${made.entity}/${made.name}`);
      }),
    );
}

interface LinkOptions {
  readonly alias: string[];
  readonly run?: string;
  readonly note?: string;
  readonly override?: string;
}

function addLink(program: Command): void {
  program
    .command('link')
    .description('put a version into a registered model, which is made where it is new')
    .argument('<ref>', 'the version: [[entity/]project/]name[:alias], or name@digest')
    .argument('<model>', 'the registered model: [[entity/]project/]name')
    .option('--alias <alias>', 'alias to put on it in the model (repeat for several)', collect, [])
    .option('--run <id>', 'run that links it')
    .option('--note <text>', 'why, for the history')
    .option('--override <reason>', 'move its aliases against their policies, and say why; history keeps it')
    .action(
      withSession(async ({ client, json }, ref: string, target: string, options: LinkOptions) => {
        const linked = await client.registry.link({ ref, target, aliases: options.alias, ...(options.run ? { run: options.run } : {}), ...(options.note ? { note: options.note } : {}), ...(options.override ? { override: options.override } : {}) });
        if (json) return printJson(linked);
        printLine(`${linked.createdModel ? `Created ${linked.model.entity}/${linked.model.name}\n` : ''}${linked.isNew ? 'Linked' : 'Linked again:'} ${linked.source.ref} as ${linked.ref}${linked.aliases.length > 0 ? `  ${linked.aliases.join(', ')}` : ''}`);
      }),
    );
  program
    .command('unlink')
    .description('take a version out of a registered model; the version itself stays')
    .argument('<ref>', 'the version in the model: model:v3')
    .option('--force', 'take its aliases off as well; protected ones have to be moved')
    .option('--note <text>', 'why, for the history')
    .action(
      withSession(async ({ client, json }, ref: string, options: { force?: boolean; note?: string }) => {
        const done = await client.registry.unlink({ ref, force: options.force ?? false, ...(options.note ? { note: options.note } : {}) });
        if (json) printJson(done);
        else printLine(`Unlinked ${done.ref}; ${done.source} stays where it was logged`);
      }),
    );
}

export function addModelVerbs(program: Command): void {
  addModel(program);
  addOwners(program);
  addLink(program);
}
