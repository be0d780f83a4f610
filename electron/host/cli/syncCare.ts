// cairn sync log, limit, cancel: what syncing did, how fast it may go, and ending one transfer.
import type { Command } from 'commander';
import { CairnError } from '../../../shared/contract/errors.js';
import type { SyncLogLine, SyncLogShow, SyncStatus, Transfer } from '../../../shared/contract/sync.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import type { EngineClient } from '../../engine/index.js';
import { printJson, printLine, printTable } from './output.js';
import { withSession } from './session.js';
import { parseBytes, parseWhole } from './values.js';

export function printTransfers(transfers: readonly Transfer[]): void {
  if (transfers.length === 0) return;
  printTable(['transfer', '', 'what', 'done', 'of', 'state'], transfers.map(({ id, direction, label, done, bytes, state, error }) => [id, direction, label, formatBytes(done), formatBytes(bytes), error?.message ?? state]), new Set([3, 4]));
}

interface LogOptions {
  readonly errors?: boolean;
  readonly skipped?: boolean;
  readonly conflicts?: boolean;
  readonly limit: string;
}

function showOf({ errors, skipped, conflicts }: LogOptions): SyncLogShow {
  const said = [errors && 'errors', skipped && 'skipped', conflicts && 'conflicts'].filter((each) => typeof each === 'string');
  if (said.length > 1) throw new CairnError('invalid_input', 'Say one of --errors, --skipped, --conflicts.');
  return (said[0] as SyncLogShow | undefined) ?? 'all';
}

/** The newest lines, up to `most`. */
async function linesOf(client: EngineClient, query: string, show: SyncLogShow, most: number): Promise<SyncLogLine[]> {
  const lines: SyncLogLine[] = [];
  let before: number | null = null;
  do {
    const page: { rows: SyncLogLine[]; next: number | null } = await client.sync.log({ query, show, before, limit: Math.min(1000, most - lines.length) });
    lines.push(...page.rows);
    before = page.next;
  } while (before !== null && lines.length < most);
  return lines;
}

/** `5MB/s`, `800k`; `off` for no limit. */
function parseLimit(text: string): number | null {
  return text === 'off' ? null : Math.max(1, parseBytes(text.replace(/\/s$/i, '')));
}

const limitWords = ({ limits }: SyncStatus): string => (['up', 'down'] as const).map((way) => `${way} ${limits[way] === null ? 'without a limit' : `at most ${formatBytes(limits[way])}/s`}`).join(', ');

export function addSyncCareVerbs(sync: Command): void {
  sync
    .command('log')
    .description('what syncing did and met on this device, newest first; --json is an export')
    .argument('[query]', 'only lines with these words')
    .option('--errors', 'only what failed, also what was tried again')
    .option('--skipped', 'only what was kept out, or was not there')
    .option('--conflicts', 'only contested aliases and refused moves')
    .option('--limit <n>', 'at most so many lines', '200')
    .action(
      withSession(async ({ client, json }, query: string | undefined, options: LogOptions) => {
        const lines = await linesOf(client, query ?? '', showOf(options), Math.max(1, parseWhole(options.limit, '--limit')));
        if (json) return printJson(lines);
        for (const { at, level, text } of lines) printLine(`${new Date(at).toISOString().replace('T', ' ').slice(0, 19)}  ${level.padEnd(7)}  ${text}`);
      }),
    );
  sync
    .command('limit')
    .description('how many bytes a second may go up and down; without an option it says so')
    .option('--up <rate>', 'for instance 5MB/s; off for no limit')
    .option('--down <rate>', 'the same for what is fetched')
    .action(
      withSession(async ({ client, json }, { up, down }: { up?: string; down?: string }) => {
        const asked = { ...(up === undefined ? {} : { up: parseLimit(up) }), ...(down === undefined ? {} : { down: parseLimit(down) }) };
        const status = up === undefined && down === undefined ? await client.sync.status() : await client.sync.limit(asked);
        if (json) printJson(status.limits);
        else printLine(limitWords(status));
      }),
    );
  sync
    .command('cancel')
    .description('end one transfer; "cairn sync --status" names them. An upload goes on with the next sync')
    .argument('<transfer>', 'its id, such as t3')
    .action(
      withSession(async ({ client, json }, id: string) => {
        const status = await client.sync.cancel({ id });
        if (json) printJson(status);
        else printLine(`${id} was ended.`);
      }),
    );
}
