// cairn pin, unpin, evict, gc, du: which bytes are on this device.
import type { Command } from 'commander';
import { CairnError, EXIT } from '../../../shared/contract/errors.js';
import type { Freed, Kept, StorageSubject } from '../../../shared/contract/storage.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { printJson, printLine, printTable, progressLine } from './output.js';
import { withSession } from './session.js';

interface Which {
  readonly all?: boolean;
}

/** A reference, or with --all every version of a collection. */
const subjectOf = (ref: string, { all }: Which): StorageSubject => (all ? { collection: ref } : { ref });

const WORDS: Readonly<Record<Kept['availability'], string>> = { offline: 'available offline', partly: 'partly on this device', online: 'online only' };

function printKept(rows: readonly Kept[]): void {
  printTable(['version', 'where', 'here', 'size'], rows.map((row) => [row.ref, `${WORDS[row.availability]}${row.pinned ? ', pinned' : ''}`, formatBytes(row.here), formatBytes(row.bytes)]), new Set([2, 3]));
}

function printFreed(freed: Freed, json: boolean): void {
  if (json) return printJson(freed);
  printLine(`${formatBytes(freed.bytes)} in ${freed.blobs} ${freed.blobs === 1 ? 'blob' : 'blobs'} ${freed.done ? 'freed' : 'would be freed'}.`);
  for (const line of freed.kept) printLine(`${line.message} (${formatBytes(line.bytes)})`);
}

/** `10GB`, `500M`, or plain bytes. */
export function parseBytes(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt]?)i?b?$/i.exec(text.trim());
  if (!match?.[1]) throw new CairnError('invalid_input', `"${text}" is no size. Write one like 500M or 10GB.`, { value: text });
  const power = ['', 'k', 'm', 'g', 't'].indexOf((match[2] ?? '').toLowerCase());
  return Math.round(Number(match[1]) * 1000 ** power);
}

export function addStorageVerbs(program: Command): void {
  program
    .command('pin')
    .description('keep a version on this device: what is missing is fetched, and it is never evicted')
    .argument('<ref>')
    .option('--all', 'every version of the collection or model')
    .action(
      withSession(async ({ client, json, signal }, ref: string, options: Which) => {
        const progress = progressLine();
        for await (const event of await client.storage.pin(subjectOf(ref, options), { signal })) {
          if (event.event === 'progress') {
            progress.show(event.progress);
            continue;
          }
          progress.end();
          if (json) printJson(event.kept);
          else printKept(event.kept);
        }
      }),
    );
  program
    .command('unpin')
    .description('let a version go from this device when room is needed')
    .argument('<ref>')
    .option('--all', 'every version of the collection or model')
    .action(
      withSession(async ({ client, json }, ref: string, options: Which) => {
        const rows = await client.storage.unpin(subjectOf(ref, options));
        if (json) printJson(rows);
        else printKept(rows);
      }),
    );
  program
    .command('evict')
    .description('free the bytes of a version on this device; only what a remote verifiably has goes')
    .argument('<ref>')
    .option('--all', 'every version of the collection or model')
    .option('--dry-run', 'only say what would be freed')
    .action(
      withSession(async ({ client, json, signal }, ref: string, options: Which & { dryRun?: boolean }) => {
        const freed = await client.storage.evict({ subject: subjectOf(ref, options), confirm: !options.dryRun }, { signal });
        printFreed(freed, json);
        return freed.bytes === 0 && freed.kept.length > 0 ? EXIT.error : EXIT.ok;
      }),
    );
  program
    .command('gc')
    .description('remove bytes that nothing names; with --to, also free what was used least, as long as a remote has it')
    .option('--dry-run', 'only say what would go')
    .option('--to <size>', 'then free until blobs take no more than this')
    .action(
      withSession(async ({ client, json, signal }, options: { dryRun?: boolean; to?: string }) => {
        const confirm = !options.dryRun;
        const collected = await client.storage.collect({ confirm }, { signal });
        const most = options.to === undefined ? undefined : parseBytes(options.to);
        const { cache } = await client.system.status();
        const over = most === undefined ? 0 : Math.max(0, cache.bytes - (confirm ? 0 : collected.bytes) - most);
        const freed = over > 0 ? await client.storage.free({ bytes: over, confirm }, { signal }) : undefined;
        if (json) return printJson({ ...collected, freed: freed ?? null });
        printLine(`${collected.blobs} ${collected.blobs === 1 ? 'blob' : 'blobs'} that nothing names, ${formatBytes(collected.bytes)}, ${confirm ? 'removed' : 'would be removed'}.`);
        if (freed) printFreed(freed, false);
      }),
    );
  program
    .command('du')
    .description('what every byte of this data folder is for; with --remote, of the remote')
    .option('--remote', 'the remote of the registry')
    .option('--cap <size>', 'set the most that blobs may take; 0 for no cap')
    .action(
      withSession(async ({ client, json, signal }, options: { remote?: boolean; cap?: string }) => {
        if (options.remote) {
          const use = await client.storage.remoteUse({}, { signal });
          if (json) return printJson(use);
          printTable(['part', 'objects', 'size'], [...Object.entries(use.parts).map(([part, slice]) => [part, String(slice.count), formatBytes(slice.bytes)]), ['total', String(use.objects), formatBytes(use.total)]], new Set([1, 2]));
          return;
        }
        const cap = options.cap === undefined ? undefined : parseBytes(options.cap);
        const use = cap === undefined ? await client.storage.use() : await client.storage.setCap({ cap: cap === 0 ? null : cap });
        if (json) return printJson(use);
        printTable(['part', 'count', 'size'], [...Object.entries(use.parts).map(([part, slice]) => [part, String(slice.count), formatBytes(slice.bytes)]), ['total', '', formatBytes(use.total)]], new Set([1, 2]));
        printLine(`pinned ${formatBytes(use.pinned.bytes)}; only here ${formatBytes(use.only.bytes)}; saved by sharing ${formatBytes(use.shared)}; ${use.cap === null ? 'no cap' : `cap ${formatBytes(use.cap)}`}`);
      }),
    );
}
