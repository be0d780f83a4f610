// cairn pin, unpin, evict, gc, du: which bytes are on this device.
import type { Command } from 'commander';
import { EXIT } from '../../../shared/contract/errors.js';
import type { Freed, Kept, StorageSubject } from '../../../shared/contract/storage.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { printJson, printLine, printTable, progressLine } from './output.js';
import { withSession } from './session.js';
import { parseBytes } from './values.js';
import { whereWords } from './whereWords.js';

interface Which {
  readonly all?: boolean;
  readonly path?: string;
}

/** A reference, with --path one file of it, or with --all every version of a collection. */
const subjectOf = (ref: string, { all, path }: Which): StorageSubject => (all ? { collection: ref } : { ref, ...(path === undefined ? {} : { path }) });

const SHARING = 'Files of this disk can share bytes: those shared with what stays do not leave it.';

function printKept(rows: readonly Kept[]): void {
  printTable(['version', 'where', 'here', 'size'], rows.map((row) => [row.ref, whereWords(row.availability, row.pinned), formatBytes(row.here), formatBytes(row.bytes)]), new Set([2, 3]));
}

function printFreed(freed: Freed, json: boolean): void {
  if (json) return printJson(freed);
  printLine(`${formatBytes(freed.bytes)} in ${freed.blobs} ${freed.blobs === 1 ? 'blob' : 'blobs'} ${freed.done ? 'freed' : 'would be freed'}.`);
  if (freed.sharing && freed.blobs > 0) printLine(SHARING);
  for (const line of freed.kept) printLine(line.bytes === 0 ? line.message : `${line.message} (${formatBytes(line.bytes)})`);
}

export function addStorageVerbs(program: Command): void {
  program
    .command('pin')
    .description('keep a version on this device: what is missing is fetched, and it is never evicted')
    .argument('<ref>')
    .option('--all', 'every version of the collection or model')
    .addHelpText('after', '\nA version is pinned as a whole: pinned means that it can be used here whatever happens, and with some of its files it cannot.')
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
    .option('--path <file>', 'only this file of the version')
    .option('--dry-run', 'only say what would be freed')
    .action(
      withSession(async ({ client, json, signal }, ref: string, options: Which & { dryRun?: boolean }) => {
        const freed = await client.storage.evict({ subject: subjectOf(ref, options), confirm: !options.dryRun }, { signal });
        printFreed(freed, json);
        return freed.bytes === 0 && freed.kept.some(({ reason }) => reason !== 'absent' && reason !== 'small') ? EXIT.error : EXIT.ok;
      }),
    );
  program
    .command('gc')
    .description('remove bytes that nothing names; with --to, also free what was used least, as long as a remote has it')
    .option('--dry-run', 'only say what would go')
    .option('--remote', 'in the remote of the registry: marks what nothing names there, and removes what was marked two weeks ago')
    .option('--to <size>', 'then free until blobs take no more than this')
    .action(
      withSession(async ({ client, json, signal, registry }, options: { dryRun?: boolean; to?: string; remote?: boolean }) => {
        const confirm = !options.dryRun;
        if (options.remote) {
          const done = await client.storage.collectRemote({ confirm, ...(registry === undefined ? {} : { registry }) }, { signal });
          if (json) return printJson(done);
          printLine(`${done.name}: ${formatBytes(done.gone.bytes)} ${confirm ? 'removed' : 'would be removed'}, ${formatBytes(done.waiting.bytes)} marked before and waiting${done.until === null ? '' : ` until ${new Date(done.until).toISOString().slice(0, 10)}`}, ${formatBytes(done.fresh.bytes)} ${confirm ? 'marked now' : 'to be marked'}.`);
          return;
        }
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
    .option('--collections', 'what each collection takes, and how much of it is here')
    .option('--cap <size>', 'set the most that blobs may take, 0 for no cap: kept while the window or "cairn serve" runs; "cairn gc --to" frees at once')
    .action(
      withSession(async ({ client, json, signal, registry }, options: { remote?: boolean; cap?: string; collections?: boolean }) => {
        if (options.remote) {
          const use = await client.storage.remoteUse(registry === undefined ? {} : { registry }, { signal });
          if (json) return printJson(use);
          printTable(['part', 'objects', 'size'], [...Object.entries(use.parts).map(([part, slice]) => [part, String(slice.count), formatBytes(slice.bytes)]), ['total', String(use.objects), formatBytes(use.total)]], new Set([1, 2]));
          if (use.unreferenced.count > 0) printLine(`of it named by nothing: ${formatBytes(use.unreferenced.bytes)} in ${use.unreferenced.count} chunks; see "cairn gc --remote"`);
          return;
        }
        const cap = options.cap === undefined ? undefined : parseBytes(options.cap);
        const use = cap === undefined ? await client.storage.use() : await client.storage.setCap({ cap: cap === 0 ? null : cap });
        if (json) return printJson(use);
        printTable(['part', 'count', 'size'], [...Object.entries(use.parts).map(([part, slice]) => [part, String(slice.count), formatBytes(slice.bytes)]), ['total', '', formatBytes(use.total)]], new Set([1, 2]));
        if (options.collections) printTable(['collection', 'where', 'here', 'in all', 'versions'], use.collections.map((row) => [row.name, `${whereWords(row.availability)}${row.pinned > 0 ? `, ${row.pinned} pinned` : ''}`, formatBytes(row.here), formatBytes(row.bytes), String(row.versions)]), new Set([2, 3, 4]));
        if (use.sharing) printLine('Files of this disk can share bytes: shared ones are counted with each file.');
        printLine(`pinned ${formatBytes(use.pinned.bytes)}; only here ${formatBytes(use.only.bytes)}; saved by sharing ${formatBytes(use.shared)}; ${use.cap === null ? 'no cap' : `cap ${formatBytes(use.cap)}`}`);
      }),
    );
}
