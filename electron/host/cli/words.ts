// cairn tag, describe, delete, restore-version, rename, move: words about things, and order among them.
import { Option, type Command } from 'commander';
import { readFileSync } from 'node:fs';
import { CairnError } from '../../../shared/contract/errors.js';
import { collect, printJson, printLine } from './output.js';
import { withSession } from './session.js';

interface WhatOptions {
  readonly collection?: boolean;
  readonly project?: boolean;
  readonly entity?: boolean;
}

const KINDS = ['collection', 'project', 'entity'] as const;

/** The one kind that was said. */
function kindOf<T extends string>(options: WhatOptions, otherwise: T): (typeof KINDS)[number] | T {
  const said = KINDS.filter((kind) => options[kind]);
  if (said.length > 1) throw new CairnError('invalid_input', `Say one of ${KINDS.map((kind) => `--${kind}`).join(', ')}.`);
  return said[0] ?? otherwise;
}

const ABOUT: Readonly<Record<(typeof KINDS)[number], string>> = {
  collection: 'the whole collection or registered model, not one version',
  project: 'a project: [entity/]project',
  entity: 'a person or team',
};

function withKinds(command: Command, kinds: readonly (typeof KINDS)[number][]): Command {
  for (const kind of kinds) command.addOption(new Option(`--${kind}`, ABOUT[kind]));
  return command;
}

function textOf(value: string): string {
  if (!value.startsWith('@')) return value;
  try {
    return readFileSync(value.slice(1), 'utf8');
  } catch (error) {
    throw new CairnError('source_unreadable', `Reading the text failed: ${value.slice(1)} cannot be read.`, { path: value.slice(1) }, { cause: error });
  }
}

function headlineOf(text: string): { metric: string; direction: string } {
  const at = text.lastIndexOf(':');
  if (at < 1) throw new CairnError('invalid_input', `"${text}" is no headline: write METRIC:max or METRIC:min.`, { value: text });
  return { metric: text.slice(0, at), direction: text.slice(at + 1) };
}

function addWords(program: Command): void {
  withKinds(program.command('tag').description('add tags to a version, or take them off'), KINDS)
    .argument('<ref>', 'a version, or with an option what it says')
    .argument('[tags...]', 'tags to add')
    .option('--rm <tag>', 'tag to take off (repeat for several)', collect, [])
    .action(
      withSession(async ({ client, json }, ref: string, add: string[], options: WhatOptions & { rm: string[] }) => {
        const tags = await client.registry.tag({ what: kindOf(options, 'version'), ref, add, remove: options.rm });
        if (json) printJson(tags);
        else printLine(tags.join(', '));
      }),
    );
  withKinds(program.command('describe').description('write what a version is, or the card of a model'), KINDS)
    .argument('<ref>', 'a version, or with an option what it says')
    .argument('<text>', 'the words, or @file; empty clears them')
    .option('--card', 'the model card, in Markdown, of the registered model')
    .option('--headline', 'the metric that decides which version of the model is best: METRIC:max or METRIC:min')
    .option('--field <field>', 'another field: title, headline ...', 'description')
    .action(
      withSession(async ({ client, json }, ref: string, text: string, options: WhatOptions & { card?: boolean; headline?: boolean; field: string }) => {
        const what = options.card || options.headline ? 'collection' : kindOf(options, 'version');
        const words = textOf(text);
        const value = words === '' ? null : options.headline ? headlineOf(words) : words;
        const done = await client.registry.describe({ what, ref, field: options.headline ? 'headline' : options.card ? 'card' : options.field, value });
        if (json) printJson(done);
        else printLine(done.changed ? (words === '' ? 'Cleared' : 'Written') : 'It says so already');
      }),
    );
}

function addLifecycle(program: Command): void {
  program
    .command('delete')
    .description('delete a version; what holds it is named, and it can be restored')
    .argument('<ref>', 'name:vN, or name@digest')
    .option('--force', 'although something holds it; protected aliases have to be moved')
    .option('--note <text>', 'why, for the history')
    .action(
      withSession(async ({ client, json }, ref: string, options: { force?: boolean; note?: string }) => {
        const held = await client.registry.delete({ ref, force: options.force ?? false, ...(options.note ? { note: options.note } : {}) });
        if (json) printJson(held);
        else printLine(`Deleted ${held.ref}. Bring it back with: cairn restore-version ${held.ref}`);
      }),
    );
  program
    .command('restore-version')
    .description('undo the deletion of a version')
    .argument('<ref>', 'name:vN, or name@digest')
    .option('--note <text>', 'why, for the history')
    .action(
      withSession(async ({ client, json }, ref: string, options: { note?: string }) => {
        const done = await client.registry.restore({ ref, ...(options.note ? { note: options.note } : {}) });
        if (json) printJson(done);
        else printLine(`Restored ${done.ref}`);
      }),
    );
}

function addNames(program: Command): void {
  withKinds(program.command('rename').description('give a collection or model another name; the old one goes on resolving'), ['project', 'entity'])
    .argument('<ref>', 'a collection or registered model, or with an option what it says')
    .argument('<name>', 'its new name')
    .action(
      withSession(async ({ client, json }, ref: string, name: string, options: WhatOptions) => {
        const done = await client.registry.rename({ what: kindOf(options, 'collection'), ref, name });
        if (json) printJson(done);
        else printLine(`${done.from} → ${done.to}`);
      }),
    );
  withKinds(program.command('move').description('move a collection to another project; old paths go on resolving'), ['project'])
    .argument('<ref>', 'a collection, or with --project a project')
    .argument('<to>', '[entity/]project; for a project the person or team')
    .action(
      withSession(async ({ client, json }, ref: string, to: string, options: { project?: boolean }) => {
        const done = await client.registry.move({ what: options.project ? 'project' : 'collection', ref, to });
        if (json) printJson(done);
        else printLine(`${done.from} → ${done.to}`);
      }),
    );
}

export function addWordVerbs(program: Command): void {
  addWords(program);
  addLifecycle(program);
  addNames(program);
}
