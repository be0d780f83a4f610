// cairn inspect, verify, history: what a file says, whether everything is as it was written, who did what.
import type { Command } from 'commander';
import { resolve } from 'node:path';
import { EXIT } from '../../../shared/contract/errors.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import type { HistoryRow } from '../../../shared/contract/entities.js';
import { printJson, printLine, printTable, progressLine } from './output.js';
import { withSession } from './session.js';

function addInspect(program: Command): void {
  program
    .command('inspect')
    .description("what a model file's header says; nothing is loaded or executed")
    .argument('<file>')
    .action(
      withSession(async ({ client, json }, file: string) => {
        const facts = await client.ingest.inspect({ source: { paths: [resolve(file)] } });
        if (json) return printJson(facts);
        printLine(`${facts.format ?? 'unknown format'}${facts.framework ? `, ${facts.framework}` : ''}, ${formatBytes(facts.bytes)}, ${facts.tensors.length} tensors, ${facts.parameters === null ? 'parameters not recorded' : `${facts.parameters.toLocaleString('en-US')} parameters`}`);
        printLine(`safety: ${facts.safety.level}${facts.safety.findings.map((finding) => `\n  ${finding}`).join('')}`);
        if (facts.problem) printLine(`problem: ${facts.problem}`);
        for (const [key, value] of Object.entries(facts.metadata)) printLine(`${key}: ${value}`);
        if (facts.tensors.length > 0) {
          printLine();
          printTable(['tensor', 'type', 'shape', 'size'], facts.tensors.map((tensor) => [tensor.name, tensor.dtype, tensor.shape.join(' × '), formatBytes(tensor.bytes)]), new Set([3]));
        }
      }),
    );
}

function addVerify(program: Command): void {
  program
    .command('verify')
    .description('re-read the history and every kept byte, and name what is not as it was written')
    .argument('[ref]', 'only this version')
    .option('--quick', 'the history only, not the bytes')
    .action(
      withSession(async ({ client, json, signal }, ref: string | undefined, options: { quick?: boolean }) => {
        const progress = progressLine();
        const events = await client.system.verify({ quick: options.quick ?? false, ...(ref ? { ref } : {}) }, { signal });
        for await (const event of events) {
          if (event.event === 'progress') {
            progress.show(event.progress);
            continue;
          }
          progress.end();
          if (json) {
            const { event: _, ...result } = event;
            printJson(result);
          } else {
            printLine(`${event.ops} operations, ${event.blobs} blobs, ${formatBytes(event.bytes)} read; state ${event.stateHash}`);
            for (const finding of event.findings) printLine(`${finding.kind} ${finding.id}: ${finding.problem}${finding.affects.length > 0 ? ` (affects ${finding.affects.join(', ')})` : ''}`);
            if (event.findings.length === 0) printLine('Everything is as it was written.');
          }
          return event.findings.length === 0 ? EXIT.ok : EXIT.error;
        }
        return EXIT.error;
      }),
    );
}

function addHistory(program: Command): void {
  program
    .command('history')
    .description('who did what, newest first')
    .argument('[ref]', 'only one artifact')
    .option('--alias <alias>', 'only moves of this alias')
    .option('--limit <n>', 'at most so many lines', '100')
    .action(
      withSession(async ({ client, json }, ref: string | undefined, options: { alias?: string; limit: string }) => {
        const subject = ref === undefined ? undefined : (await client.versions.get({ ref })).collection;
        const rows: HistoryRow[] = [];
        let cursor: string | null = null;
        const limit = Math.max(1, Number(options.limit) || 100);
        do {
          const page: { rows: HistoryRow[]; next: string | null } = await client.browse.history({ cursor, limit: Math.min(1000, limit - rows.length), ...(subject ? { subject } : {}), ...(options.alias ? { alias: options.alias } : {}) });
          rows.push(...page.rows);
          cursor = page.next;
        } while (cursor !== null && rows.length < limit);
        if (json) return printJson(rows.map((row) => ({ at: row.at, actor: row.actor, device: row.device, kind: row.kind, subject: row.subject, from: row.from, to: row.to, note: row.note, text: row.text })));
        for (const row of rows) printLine(`${new Date(row.at).toISOString().replace('T', ' ').slice(0, 19)}  ${row.text}${row.note ? `: ${row.note}` : ''}`);
      }),
    );
}

export function addCheckVerbs(program: Command): void {
  addInspect(program);
  addVerify(program);
  addHistory(program);
}
