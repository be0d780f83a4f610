// cairn ls, cairn view: what is registered, by name or by a query, and queries kept under a name.
import { Option, type Command } from 'commander';
import type { CollectionRow, RunRow, VersionRow } from '../../../shared/contract/entities.js';
import { asCairnError, CairnError } from '../../../shared/contract/errors.js';
import { QUERY_FIELDS, type QueryPage, type QueryTarget, type SavedView } from '../../../shared/contract/query.js';
import type { ScopeName, ScopePage } from '../../../shared/contract/scopes.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import type { EngineClient } from '../../engine/index.js';
import { printJson, printLine, printTable, when } from './output.js';
import { withSession } from './session.js';
import { scriptShape } from './shape.js';
import { whereWords } from './whereWords.js';

const TARGETS: readonly QueryTarget[] = ['versions', 'models', 'collections', 'runs'];

async function wholeScope<T>(client: EngineClient, scope: ScopeName): Promise<T[]> {
  const rows: T[] = [];
  let cursor: string | null = null;
  do {
    const page: ScopePage = await client.browse.scope({ scope, cursor, limit: 1000 });
    rows.push(...page.items.map((item) => item.row as T));
    cursor = page.next;
  } while (cursor !== null);
  return rows;
}

interface Found<T extends QueryTarget> {
  readonly rows: Extract<QueryPage, { of: T }>['rows'];
  readonly total: number;
}

/** Everything a query finds, up to `limit` rows. */
async function found<T extends QueryTarget>(client: EngineClient, of: T, text: string, limit: number): Promise<Found<T>> {
  const rows: unknown[] = [];
  let cursor: string | null = null;
  let total = 0;
  do {
    const page: QueryPage = await client.browse.query({ text, of, cursor, limit: Math.min(1000, limit - rows.length) });
    rows.push(...page.rows);
    ({ next: cursor, total } = page);
  } while (cursor !== null && rows.length < limit);
  return { rows: rows as Found<T>['rows'], total };
}

async function printVersions(client: EngineClient, rows: readonly VersionRow[], json: boolean, named: boolean): Promise<void> {
  if (json) return printJson(await Promise.all(rows.map(async (row) => scriptShape(client, await client.versions.get({ ref: row.source ? `${row.entity}/${row.project}/${row.ref}` : row.id })))));
  const linked = (row: VersionRow): string[] => ('models' in row ? (row.models as { name: string; label: string; aliases: { name: string }[] }[]).flatMap((link) => link.aliases.map((alias) => `${link.name}:${alias.name}`)) : []);
  const cells = rows.map((row) => [named ? `${row.name}:${row.label}` : row.label, [...row.aliases.map((alias) => alias.name), ...linked(row)].join(', '), formatBytes(row.bytes), String(row.files), whereWords(row.availability, row.pinned), when(row.created), row.actor.name, row.digest.slice(0, 15)]);
  printTable(['version', 'aliases', 'size', 'files', 'where', 'logged', 'by', 'digest'], cells, new Set([2, 3]));
}

function printRuns(rows: readonly RunRow[], json: boolean): void {
  if (json) return printJson(rows.map((row) => ({ id: row.key, name: row.name, state: row.state, config: row.config, summary: row.summary, started: row.started, project: row.project, entity: row.entity })));
  printTable(['run', 'name', 'project', 'state', 'started'], rows.map((row) => [row.key, row.name, row.project, row.state, when(row.started)]));
}

function printCollections(rows: readonly CollectionRow[], json: boolean): void {
  if (json) return printJson(rows.map((row) => ({ id: row.id, name: row.name, project: row.project, entity: row.entity, type: row.type, versions: row.versions, aliases: row.aliases, contested: row.contested, updated: row.updated, headline: row.headline ?? null, availability: row.availability ?? null, pinned: row.pinned ?? false })));
  const aliases = (row: CollectionRow): string => Object.entries(row.aliases).map(([alias, label]) => `${alias} ${label}${row.contested.includes(alias) ? ' (contested)' : ''}`).join(', ');
  printTable(['name', 'type', 'project', 'versions', 'aliases', 'where', 'updated'], rows.map((row) => [row.name, row.type, `${row.entity}/${row.project}`, String(row.versions), aliases(row), row.availability ? whereWords(row.availability, row.pinned) : '', when(row.updated)]), new Set([3]));
}

async function printFound(client: EngineClient, of: QueryTarget, text: string, limit: number, json: boolean): Promise<void> {
  const { rows, total } = await found(client, of, text, limit);
  if (of === 'versions') await printVersions(client, rows as Found<'versions'>['rows'], json, true);
  else if (of === 'runs') printRuns(rows as Found<'runs'>['rows'], json);
  else printCollections(rows as Found<'models'>['rows'], json);
  if (!json && total > rows.length) printLine(`${rows.length} of ${total}; --limit shows more`);
}

/** The artifact or model that these words name, where they are no query. */
async function collectionNamed(client: EngineClient, text: string): Promise<string | undefined> {
  const { parts, problems } = await client.browse.explain({ text, of: 'versions' });
  const plain = problems.length === 0 && parts.every((part) => part.words.startsWith('that '));
  if (text === '' || !(plain || /^[^\s:]+$/.test(text))) return undefined;
  try {
    return (await client.registry.find({ collection: text })).id;
  } catch (error) {
    const failure = asCairnError(error);
    if (failure.code === 'ambiguous') throw failure;
    return undefined;
  }
}

interface LsOptions {
  readonly limit: string;
  readonly explain?: boolean;
}

async function ls(client: EngineClient, json: boolean, what: string | undefined, words: readonly string[], options: LsOptions): Promise<void> {
  const target = TARGETS.find((each) => each === what);
  const of = target ?? (what === undefined ? 'collections' : 'versions');
  const text = (target ?? what) === undefined ? '' : [...(target === undefined ? [what ?? ''] : []), ...words].join(' ').trim();
  const limit = Math.max(1, Number(options.limit) || 1000);
  if (options.explain) {
    const explained = await client.browse.explain({ text, of });
    if (json) return printJson(explained);
    printLine(explained.words);
    for (const problem of explained.problems) printLine(`at ${problem.at}: ${problem.message}`);
    return;
  }
  if (of === 'versions') {
    if (text === '') throw new CairnError('invalid_input', 'Name the artifact whose versions to list, or ask for some: cairn ls versions NAME, cairn ls versions "acc>0.9".');
    const collection = target === undefined ? undefined : await collectionNamed(client, text);
    if (collection !== undefined) {
      // What was deleted is listed by thin-undo; a model goes on saying that the source of a link is gone.
      const rows = await wholeScope<VersionRow>(client, `versions:${collection}`);
      return printVersions(client, rows.filter((row) => !row.deleted || row.source), json, false);
    }
    const only = await client.browse.explain({ text, of });
    const bare = only.problems.length === 0 && only.parts.every((part) => part.words.startsWith('that mention'));
    if (bare && (await found(client, 'versions', text, 1)).total === 0)
      throw target === undefined
        ? new CairnError('invalid_input', `"${text}" cannot be listed, and no version mentions it: say collections, models, runs, versions NAME, or a query such as alias:production.`, { query: text })
        : new CairnError('not_found', `There is no artifact or registered model "${text}", and no version mentions it.`, { query: text });
  }
  await printFound(client, of, text, limit, json);
}

const FIELDS = Object.entries(QUERY_FIELDS).map(([, field]) => `  ${field.example.padEnd(26)}${field.about}`).join('\n');

export function addLsVerb(program: Command): void {
  program
    .command('ls')
    .description('list collections, models, runs, the versions of one, or what a query finds')
    .argument('[what]', 'collections, models, runs, versions NAME, or a query over versions')
    .argument('[query...]', 'what to look for, e.g. alias:production "acc>0.9" -tag:old')
    .option('--limit <n>', 'at most so many rows', '1000')
    .option('--explain', 'say what the query means instead')
    .addHelpText('after', `\nA query is any of these, all of which have to hold; - before one means not; commas mean or:\n${FIELDS}\n  ${'acc>0.9'.padEnd(26)}a metric; < <= > >= = !=\n  ${'"free text"'.padEnd(26)}words of names, descriptions and tags`)
    .action(withSession(async ({ client, json }, what: string | undefined, words: string[], options: LsOptions) => ls(client, json, what, words, options)));
}

const sayView = (view: SavedView): string[] => [view.name, view.of, view.count === null ? '?' : String(view.count), view.text, view.words];

async function viewNamed(client: EngineClient, name: string): Promise<SavedView> {
  const views = await client.views.list();
  const found = views.find((view) => view.id === name || view.name === name) ?? views.find((view) => view.name.toLowerCase() === name.toLowerCase());
  if (!found) throw new CairnError('not_found', `There is no smart collection "${name}". Known: ${views.map((view) => view.name).join(', ') || 'none'}.`, { name });
  return found;
}

export function addViewVerbs(program: Command): void {
  const view = program.command('view').description('smart collections: queries kept under a name, always up to date');
  view
    .command('save')
    .description('keep a query under a name, or change the one of that name')
    .argument('<name>')
    .argument('<query...>')
    .addOption(new Option('--of <what>', 'what it lists').choices([...TARGETS]).default('versions'))
    .action(
      withSession(async ({ client, json }, name: string, words: string[], options: { of: QueryTarget }) => {
        const known = (await client.views.list()).find((each) => each.name === name);
        const saved = await client.views.save({ name, text: words.join(' '), of: options.of, ...(known ? { id: known.id } : {}) });
        if (json) printJson(saved);
        else printLine(`${known ? 'Changed' : 'Saved'} ${saved.name}: ${saved.words}. ${saved.count ?? 0} now.`);
      }),
    );
  view
    .command('ls')
    .description('the smart collections, or what is in one')
    .argument('[name]')
    .option('--limit <n>', 'at most so many rows', '1000')
    .action(
      withSession(async ({ client, json }, name: string | undefined, options: { limit: string }) => {
        if (name !== undefined) {
          const { of, text } = await viewNamed(client, name);
          return printFound(client, of, text, Math.max(1, Number(options.limit) || 1000), json);
        }
        const views = await client.views.list();
        if (json) printJson(views);
        else printTable(['name', 'lists', 'now', 'query', 'in words'], views.map(sayView), new Set([2]));
      }),
    );
  view
    .command('rm')
    .description('forget a smart collection; what it found stays')
    .argument('<name>')
    .action(
      withSession(async ({ client, json }, name: string) => {
        const removed = await client.views.remove({ id: (await viewNamed(client, name)).id });
        if (json) printJson(removed);
        else printLine(`Removed ${removed.name}`);
      }),
    );
}
