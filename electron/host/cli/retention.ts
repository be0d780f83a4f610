// cairn thin, ttl: versions that go by a rule or after their time, shown first; and how long what was deleted can be brought back.
import type { Command } from 'commander';
import { CairnError } from '../../../shared/contract/errors.js';
import type { RetentionPlan } from '../../../shared/contract/retention.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { versionCount } from '../../../shared/util/versionCount.js';
import { collect, printJson, printLine, printTable, when } from './output.js';
import { withSession } from './session.js';

interface ThinOptions {
  readonly keep: string[];
  readonly expired?: boolean;
  readonly run?: boolean;
  readonly note?: string;
}

function sayPlan(plan: RetentionPlan): void {
  printLine(plan.words);
  if (plan.rows.length > 0) printTable(['version', 'size', 'logged', 'stays because'], plan.rows.map((row) => [row.ref, formatBytes(row.bytes), when(row.created), row.keep.length > 0 ? row.keep.join(', ') : '— goes —']), new Set([1]));
  printLine(`${versionCount(plan.removed)} would go and ${versionCount(plan.kept)} stay; ${formatBytes(plan.bytes)} come free once that can no longer be undone (${when(plan.until).slice(0, 10)}).`);
}

function addThin(program: Command): void {
  program
    .command('thin')
    .description('remove versions of an artifact that nobody needs; without --run it only shows which')
    .argument('<name>', 'the artifact: [[entity/]project/]name')
    .option('--keep <rule>', 'what stays: "best 3 by val_loss", "last 2", "newer than 30d", "tagged keep" (repeat, or commas between)', collect, [])
    .option('--expired', 'remove what has outlived its time to live, instead of a rule')
    .option('--run', 'remove them; cairn thin-undo brings them back')
    .option('--note <text>', 'why, for the history')
    .addHelpText('after', '\nWhat is latest, has an alias, is linked to a model or is an input of a run always stays.')
    .action(
      withSession(async ({ client, json }, collection: string, options: ThinOptions) => {
        if ((options.expired === true) === (options.keep.length > 0)) throw new CairnError('invalid_input', 'Say what stays, with --keep RULE, or --expired.');
        const which = { collection, ...(options.expired ? {} : { rule: options.keep.join(', ') }) };
        const plan = await client.retention.preview(which);
        if (!options.run) return json ? printJson(plan) : sayPlan(plan);
        const done = await client.retention.run({ ...which, versions: plan.rows.filter((row) => row.keep.length === 0).map((row) => row.id), ...(options.note ? { note: options.note } : {}) });
        if (json) return printJson(done);
        for (const each of done.skipped) printLine(`${each.ref} stays: ${each.why}`);
        printLine(done.batch === null ? 'Nothing to remove' : `Removed ${versionCount(done.removed)}. Bring them back until ${when(done.until).slice(0, 10)} with: cairn thin-undo ${done.batch}`);
      }),
    );
  program
    .command('thin-undo')
    .description('bring back everything that one thin removed; without a name, list what was removed')
    .argument('[batch]')
    .action(
      withSession(async ({ client, json }, batch: string | undefined) => {
        if (batch !== undefined) {
          const { restored } = await client.retention.undo({ batch });
          return json ? printJson({ restored }) : printLine(`Restored ${versionCount(restored)}`);
        }
        const rows = await client.retention.removals({});
        if (json) return printJson(rows);
        printTable(['batch', 'at', 'by', 'removed', 'still gone', 'until', 'note'], rows.map((row) => [row.batch, when(row.at), row.actor.name, String(row.versions), String(row.deleted), when(row.until).slice(0, 10), (row.note ?? '').replace(/\n/g, '; ')]), new Set([3, 4]));
      }),
    );
}

function daysFrom(text: string): number | null {
  if (/^(never|none|off)$/i.test(text)) return null;
  const days = Number(/^(\d+)d?$/.exec(text)?.[1]);
  if (!Number.isInteger(days) || days < 1) throw new CairnError('invalid_input', `"${text}" is no time to live: write a number of days, such as 30, or never.`, { value: text });
  return days;
}

export function addRetentionVerbs(program: Command): void {
  addThin(program);
  program
    .command('ttl')
    .description('show, or set, for how many days a version is kept; then cairn thin --expired removes it')
    .argument('<ref>', 'a version, or with --collection an artifact')
    .argument('[days]', 'a number of days, or never')
    .option('--collection', 'each version of the whole artifact')
    .action(
      withSession(async ({ client, json }, ref: string, days: string | undefined, options: { collection?: boolean }) => {
        const which = { what: options.collection ? ('collection' as const) : ('version' as const), ref };
        if (days !== undefined) await client.retention.setTtl({ ...which, days: daysFrom(days) });
        const ttl = await client.retention.ttl(which);
        if (json) printJson(ttl);
        else printLine(ttl.days === null ? 'It is kept for ever' : `It is kept for ${ttl.days} ${ttl.days === 1 ? 'day' : 'days'}${ttl.from === 'collection' && which.what === 'version' ? ', as all of its artifact' : ''}${ttl.expires === null ? '' : `, until ${when(ttl.expires).slice(0, 10)}`}`);
      }),
    );
  program
    .command('retention')
    .description('show, or set, for how many days what was deleted can be brought back')
    .argument('[days]')
    .action(
      withSession(async ({ client, json }, days: string | undefined) => {
        const wanted = days === undefined ? undefined : daysFrom(days);
        if (wanted === null) throw new CairnError('invalid_input', 'Retention is a number of days.');
        const set = wanted === undefined ? await client.retention.settings() : await client.retention.setSettings({ days: wanted });
        if (json) printJson(set);
        else printLine(`What is deleted can be brought back for ${set.days} ${set.days === 1 ? 'day' : 'days'}`);
      }),
    );
}
