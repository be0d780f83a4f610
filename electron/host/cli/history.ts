// cairn history: who did what, newest first; and the registry as it stood at a past moment.
import type { Command } from 'commander';
import type { HistoryRow } from '../../../shared/contract/entities.js';
import type { EngineClient } from '../../engine/index.js';
import { originWords } from '../../../shared/contract/originWords.js';
import { printJson, printLine, printTable, when } from './output.js';
import { withSession } from './session.js';
import { parseMoment } from './values.js';

interface HistoryOptions {
  readonly alias?: string;
  readonly actor?: string;
  readonly kind?: string;
  readonly since?: string;
  readonly until?: string;
  readonly asOf?: string;
  readonly limit: string;
}

/** Id of what the history is asked of: a version where the reference selects one, else the collection or model. */
async function subjectOf(client: EngineClient, ref: string): Promise<string> {
  if (!/[:@]/.test(ref.replace('::', ''))) return (await client.registry.find({ collection: ref })).id;
  return (await client.versions.get({ ref })).id;
}

async function showPast(client: EngineClient, at: number, ref: string | undefined, json: boolean): Promise<void> {
  const past = await client.registry.asOf({ at, ...(ref === undefined ? {} : { collection: ref }) });
  if (json) return printJson(past);
  printLine(`The registry at ${new Date(at).toISOString()}`);
  printTable(['name', 'project', 'versions', 'aliases'], past.models.map((model) => [model.name, `${model.entity}/${model.project}`, String(model.versions), Object.entries(model.aliases).map(([alias, label]) => `${alias} ${label}`).join(', ')]), new Set([2]));
}

async function rowsOf(client: EngineClient, ref: string | undefined, options: HistoryOptions): Promise<HistoryRow[]> {
  const subject = ref === undefined ? undefined : await subjectOf(client, ref);
  const limit = Math.max(1, Number(options.limit) || 100);
  const rows: HistoryRow[] = [];
  let cursor: string | null = null;
  do {
    const page: { rows: HistoryRow[]; next: string | null } = await client.browse.history({
      cursor,
      limit: Math.min(1000, limit - rows.length),
      ...(subject ? { subject } : {}),
      ...(options.alias ? { alias: options.alias } : {}),
      ...(options.actor ? { actor: options.actor } : {}),
      ...(options.kind ? { kind: options.kind } : {}),
      ...(options.since ? { after: parseMoment(options.since) } : {}),
      ...(options.until ? { before: parseMoment(options.until) } : {}),
    });
    rows.push(...page.rows);
    cursor = page.next;
  } while (cursor !== null && rows.length < limit);
  return rows;
}

export function addHistoryVerb(program: Command): void {
  program
    .command('history')
    .description('who did what, newest first')
    .argument('[ref]', 'only one model, artifact or version')
    .option('--alias <alias>', 'only moves of this alias')
    .option('--actor <name>', 'only by this person: part of a name or e-mail')
    .option('--kind <kind>', 'only this kind: alias, link, unlink, collection.rename, delete ...')
    .option('--since <time>', 'not before, e.g. 2026-01-31')
    .option('--until <time>', 'not after')
    .option('--as-of <time>', 'the registry as it stood then, instead of what was done')
    .option('--limit <n>', 'at most so many lines', '100')
    .action(
      withSession(async ({ client, json }, ref: string | undefined, options: HistoryOptions) => {
        if (options.asOf !== undefined) return showPast(client, parseMoment(options.asOf), ref, json);
        const rows = await rowsOf(client, ref, options);
        if (json) return printJson(rows.map((row) => ({ at: row.at, actor: row.actor, device: row.device, kind: row.kind, subject: row.subject, from: row.from, to: row.to, note: row.note, text: row.text, ...(row.origin ? { origin: row.origin } : {}) })));
        const { registries } = await client.system.status();
        for (const row of rows) printLine(`${new Date(row.at).toISOString().replace('T', ' ').slice(0, 19)}  ${row.text}${row.note ? `: ${row.note}` : ''}${row.origin ? ` (${originWords(row.origin, registries, when)})` : ''}`);
      }),
    );
}
