// cairn report: list, make and export reports.
import type { Command } from 'commander';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CairnError } from '../../../shared/contract/errors.js';
import { viewLink } from '../../../shared/contract/links.js';
import type { ReportRow } from '../../../shared/contract/reports.js';
import { collectReport, exportedField } from '../../../shared/panels/collect.js';
import { followsWords, pinnedOf } from '../../../shared/panels/load.js';
import { panelOf } from '../../../shared/panels/registry.js';
import { reportHtml, reportMarkdown } from '../../../shared/panels/write.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import type { EngineClient } from '../../engine/index.js';
import { printJson, printLine, printTable, when } from './output.js';
import { withSession } from './session.js';

/** Beside the bundle that runs, where the build put it. */
const viewerFile = (): string => join(__dirname, '..', 'renderer', 'viewer', 'report.html');

/** By id, the start of one, or the exact title. @throws not_found, ambiguous */
async function reportNamed(client: EngineClient, named: string): Promise<ReportRow> {
  const all = await client.reports.list({});
  const found = all.filter(({ id, title }) => id === named || title === named || (/^[0-9a-f]{8,}$/.test(named) && id.startsWith(named)));
  const [one] = found;
  if (!one) throw new CairnError('not_found', `There is no report "${named}". cairn report ls lists them.`, { report: named });
  if (found.length > 1) throw new CairnError('ambiguous', `${found.length} reports are called "${named}". Say the id: ${found.map(({ id }) => id.slice(0, 12)).join(', ')}.`, { reports: found.map(({ id }) => id) });
  return one;
}

interface ExportOptions {
  readonly format?: string;
  readonly force?: boolean;
}

export function addReportVerbs(program: Command): void {
  const report = program.command('report').description('pages of words and panels: list, make and export them');
  report
    .command('ls')
    .description('all reports, the last changed first')
    .action(
      withSession(async ({ client, json }) => {
        const rows = await client.reports.list({});
        if (json) printJson(rows);
        else printTable(['id', 'title', 'panels', 'changed', 'by'], rows.map((row) => [row.id.slice(0, 12), row.title, String(row.panels), when(row.updated), row.actor.name]), new Set([2]));
      }),
    );
  report
    .command('show')
    .description('what a report holds: its panels, where they stand and what they follow')
    .argument('<report>', 'its id or title')
    .action(
      withSession(async ({ client, json }, named: string) => {
        const detail = await client.reports.get({ report: (await reportNamed(client, named)).id });
        if (json) printJson({ ...detail });
        else printTable(['panel', 'place', 'shows'], detail.panels.map((panel) => [panelOf(panel.kind)?.name ?? panel.kind, `${panel.place.w} x ${panel.place.h} at ${panel.place.x}, ${panel.place.y}`, panel.kind === 'text' ? 'words' : pinnedOf(panel.settings) ? 'pinned' : followsWords(panel)]));
      }),
    );
  report
    .command('create')
    .description('a new report; with --model the production dashboard of a registered model')
    .argument('<title>')
    .option('--model <name>', 'registered model it is about')
    .action(
      withSession(async ({ client, json }, title: string, { model }: { model?: string }) => {
        const made = await client.reports.create({ title, ...(model === undefined ? {} : { template: 'production' as const, model }) });
        if (json) printJson({ id: made.id, title: made.title, panels: made.panels.length });
        else printLine(`${made.id.slice(0, 12)}  ${made.title}, ${made.panels.length} panels`);
      }),
    );
  report
    .command('export')
    .description('one file that opens without a network; says what changed since the last export')
    .argument('<report>', 'its id or title')
    .argument('<file>', 'ends in .html or .md')
    .option('--format <format>', 'html or md, where the name of the file does not say')
    .option('--force', 'overwrite the file')
    .action(
      withSession(async ({ client, json, signal }, named: string, file: string, { format, force }: ExportOptions) => {
        const as = format ?? (file.endsWith('.md') ? 'md' : 'html');
        if (as !== 'html' && as !== 'md') throw new CairnError('invalid_input', `Exporting as ${as} is not possible here: say html or md. PDF and PNG are made in the window.`);
        const path = resolve(file);
        if (existsSync(path) && !force) throw new CairnError('target_exists', `${path} is there already. --force overwrites it.`, { path });
        const row = await reportNamed(client, named);
        const [detail, status] = await Promise.all([client.reports.get({ report: row.id }), client.system.status()]);
        const collected = await collectReport(client, { report: detail, link: viewLink(status.registry.id, { view: 'report', report: row.id }), by: status.actor.name, at: Date.now() }, signal);
        const text = as === 'md' ? reportMarkdown(collected) : reportHtml(readFileSync(viewerFile(), 'utf8'), collected);
        writeFileSync(path, text);
        await client.reports.edit({ report: row.id, set: { exported: exportedField(collected) } });
        const problems = collected.panels.filter(({ problem }) => problem !== null);
        const bytes = Buffer.byteLength(text);
        if (json) printJson({ path, bytes, report: row.id, panels: collected.panels.length, figures: collected.figures.length, changes: collected.since?.changes ?? null, problems: problems.map(({ title, problem }) => ({ title, problem })) });
        else {
          const since = collected.since ? `, ${collected.since.changes.length} changed since ${when(collected.since.at)}` : '';
          printLine(`${path}  ${formatBytes(bytes)}, ${collected.panels.length} panels, ${collected.figures.length} figures${since}`);
          for (const { title, problem } of problems) printLine(`  ${title}: ${problem ?? ''}`);
        }
      }),
    );
}
