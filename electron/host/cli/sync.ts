// cairn sync: exchanges what was made here and elsewhere, once or for as long as it runs. What looks after it: syncCare.ts.
import { setTimeout } from 'node:timers/promises';
import type { Command } from 'commander';
import { asCairnError, EXIT } from '../../../shared/contract/errors.js';
import type { SyncDone } from '../../../shared/contract/sync.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { printError, printJson, printLine } from './output.js';
import { withSession } from './session.js';
import { addSyncCareVerbs, printTransfers } from './syncCare.js';

const WATCH_MS = 5000;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;
/** What a sync can find that keeps what was made here from being sent. */
const HOLDS_BACK = new Set(['newer_version', 'removed_here', 'failed']);

function printDone(done: SyncDone, json: boolean): void {
  if (json) return printJson(done);
  printLine(`${done.sent} sent, ${done.received} received, ${done.pending} waiting; ${formatBytes(done.bytes.sent)} up, ${formatBytes(done.bytes.received)} down`);
  for (const contest of done.contested) printLine(`contested: ${contest.name}:${contest.alias}, held by ${contest.holder ?? 'nothing'}`);
  for (const finding of done.findings) printLine(finding.message);
}

/** Goes on until it is stopped: what fails is said once, and tried again after waits that grow. */
async function watch(sync: (asked: boolean) => Promise<SyncDone>, json: boolean, signal: AbortSignal): Promise<void> {
  let [failures, said] = [0, ''];
  for (let asked = true; !signal.aborted; asked = false) {
    try {
      printDone(await sync(asked), json);
      [failures, said] = [0, ''];
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      const { message } = asCairnError(error);
      if (message !== said) printError(error, json);
      said = message;
    }
    await setTimeout(failures === 0 ? WATCH_MS : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1)), undefined, { signal }).catch(() => {});
  }
}

export function addSyncVerb(program: Command): void {
  const sync = program
    .command('sync')
    .description('exchange what was made here and elsewhere with the remotes')
    .option('--watch', 'go on until stopped')
    .option('--refill', 'fill a folder that has become empty again from this device')
    .option('--status', 'only say how things stand')
    .option('--pause', 'sync no more by itself')
    .option('--resume', 'sync by itself again')
    .action(
      withSession(async ({ client, json, signal, registry }, options: { watch?: boolean; refill?: boolean; status?: boolean; pause?: boolean; resume?: boolean }) => {
        if (options.status || options.pause || options.resume) {
          const status = options.pause ? await client.sync.pause() : options.resume ? await client.sync.resume() : await client.sync.status();
          if (json) printJson(status);
          else {
            printLine(status.text);
            for (const { name, claims, numbering } of status.registries) if (numbering && !numbering.self && claims > 0) printLine(`${name}: ${claims} ${claims === 1 ? 'waits' : 'wait'} for ${numbering.device}, which gives the numbers there. If it is gone for good, run "cairn remote numbering ${name}" here.`);
            printTransfers(status.transfers);
            for (const item of status.items) printLine(`${item.what}: ${item.cause} ${item.next}`);
          }
          return EXIT.ok;
        }
        const sync = (asked: boolean): Promise<SyncDone> => client.sync.now({ asked, refill: options.refill ?? false, ...(registry ? { registry } : {}) }, { signal });
        const known = (await client.remotes.list()).some(({ name, url, registry: id }) => registry === undefined || [name, url, id].includes(registry));
        if (options.watch && known) {
          await watch(sync, json, signal);
          return EXIT.ok;
        }
        const done = await sync(true);
        printDone(done, json);
        return done.findings.some(({ reason }) => HOLDS_BACK.has(reason)) ? EXIT.error : EXIT.ok;
      }),
    );
  addSyncCareVerbs(sync);
}
