// cairn show, use, ls: look at what is registered, and get the files back.
import type { Command } from 'commander';
import { resolve } from 'node:path';
import { CairnError, EXIT } from '../../../shared/contract/errors.js';
import type { ScopeName, ScopePage } from '../../../shared/contract/scopes.js';
import type { CollectionRow, RunRow, VersionRow } from '../../../shared/contract/entities.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import type { EngineClient } from '../../engine/index.js';
import { printJson, printLine, printTable, progressLine } from './output.js';
import { contestedExit } from './contested.js';
import { scriptShape } from './shape.js';
import { withSession } from './session.js';

async function wholeScope<T>(client: EngineClient, scope: ScopeName, query: string): Promise<T[]> {
  const rows: T[] = [];
  let cursor: string | null = null;
  do {
    const page: ScopePage = await client.browse.scope({ scope, query, cursor, limit: 1000 });
    rows.push(...page.items.map((item) => item.row as T));
    cursor = page.next;
  } while (cursor !== null);
  return rows;
}

const when = (millis: number): string => new Date(millis).toISOString().replace('T', ' ').slice(0, 16);

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
        if (through) printLine(`linked from ${version.ref}`);
        printLine(version.digest);
        printLine(`${version.type} in ${version.entity}/${version.project}, ${formatBytes(version.bytes)} in ${version.files} ${version.files === 1 ? 'file' : 'files'}, ${version.availability === 'offline' ? 'available offline' : version.availability === 'partly' ? 'partly on this device' : 'online only'}`);
        printLine(`logged ${when(version.created)} by ${version.actor.name} on ${version.device}`);
        for (const link of version.links) if (link.id !== through?.link) printLine(`linked as ${link.ref}${link.aliases.length > 0 ? `  ${link.aliases.map((alias) => alias.name).join(', ')}` : ''}`);
        if (version.description) printLine(`\n${version.description}`);
        const pairs = [...Object.entries(version.metrics).map(([key, value]) => ['metric', key, String(value)]), ...Object.entries(version.config).map(([key, value]) => ['config', key, JSON.stringify(value)])];
        if (pairs.length > 0) {
          printLine();
          printTable(['', 'name', 'value'], pairs);
        }
        printLine();
        printTable(['path', 'size', 'digest'], (shape['files'] as { path: string; bytes: number | null; digest: string | null; uri?: string }[]).map((file) => [file.path, file.bytes === null ? '' : formatBytes(file.bytes), file.digest ?? file.uri ?? '']), new Set([1]));
        return exit;
      }),
    );
}

function addUse(program: Command): void {
  program
    .command('use')
    .description("write a version's files to a folder")
    .argument('<ref>', '[[entity/]project/]name[:alias], or name@digest')
    .option('-o, --output <dir>', 'folder to write to; without it a checkout inside the data root')
    .option('--hardlink', 'share the bytes with the cache: writing to them damages it')
    .option('--run <id>', 'run that reads it, for its lineage')
    .option('--allow-contested', 'exit 0 also where the alias is contested')
    .action(
      withSession(async ({ client, json, signal }, ref: string, options: { output?: string; hardlink?: boolean; run?: string; allowContested?: boolean }) => {
        const progress = progressLine();
        const events = await client.versions.use({ ref, hardlink: options.hardlink ?? false, ...(options.run ? { run: options.run } : {}), ...(options.output ? { target: { path: resolve(options.output) } } : {}) }, { signal });
        for await (const event of events) {
          if (event.event === 'progress') {
            progress.show(event.progress);
            continue;
          }
          progress.end();
          if (json) printJson(event.result);
          else printLine(event.result.path);
          if (event.result.contested) return contestedExit(ref, await client.versions.get({ ref }), options.allowContested ?? false);
        }
        return EXIT.ok;
      }),
    );
}

function addLs(program: Command): void {
  program
    .command('ls')
    .description('list collections, versions of one, models or runs')
    .argument('[what]', 'collections, versions, models or runs', 'collections')
    .argument('[query...]', 'words to filter by; for versions the name of the artifact')
    .action(
      withSession(async ({ client, json }, what: string, words: string[]) => {
        const query = words.join(' ');
        if (what === 'versions') {
          if (!query) throw new CairnError('invalid_input', 'Name the artifact whose versions to list: cairn ls versions NAME.');
          const { id } = await client.registry.find({ collection: query });
          const rows = await wholeScope<VersionRow>(client, `versions:${id}`, '');
          if (json) return printJson(await Promise.all(rows.map(async (row) => scriptShape(client, await client.versions.get({ ref: row.source ? `${row.entity}/${row.project}/${row.ref}` : row.id })))));
          return printTable(['version', 'aliases', 'size', 'files', 'logged', 'by', 'digest'], rows.map((row) => [row.label, row.aliases.map((alias) => alias.name).join(', '), formatBytes(row.bytes), String(row.files), when(row.created), row.actor.name, row.digest.slice(0, 15)]), new Set([2, 3]));
        }
        if (what === 'runs') {
          const rows = await wholeScope<RunRow>(client, 'runs', query);
          if (json) return printJson(rows.map((row) => ({ id: row.key, name: row.name, state: row.state, config: row.config, summary: row.summary, started: row.started, project: row.project, entity: row.entity })));
          return printTable(['run', 'name', 'project', 'state', 'started'], rows.map((row) => [row.key, row.name, row.project, row.state, when(row.started)]));
        }
        if (what !== 'collections' && what !== 'models') throw new CairnError('invalid_input', `"${what}" cannot be listed: say collections, versions NAME, models or runs.`);
        const all = await wholeScope<CollectionRow>(client, 'collections', query);
        const rows = what === 'models' ? all.filter((row) => row.form === 'registered') : all.filter((row) => row.form === 'artifact');
        if (json) return printJson(rows.map((row) => ({ id: row.id, name: row.name, project: row.project, entity: row.entity, type: row.type, versions: row.versions, aliases: row.aliases, contested: row.contested, updated: row.updated, headline: row.headline ?? null })));
        return printTable(['name', 'type', 'project', 'versions', 'aliases', 'updated'], rows.map((row) => [row.name, row.type, `${row.entity}/${row.project}`, String(row.versions), Object.entries(row.aliases).map(([alias, label]) => `${alias} ${label}${row.contested.includes(alias) ? ' (contested)' : ''}`).join(', '), when(row.updated)]), new Set([3]));
      }),
    );
}

export function addVersionVerbs(program: Command): void {
  addShow(program);
  addUse(program);
  addLs(program);
}
