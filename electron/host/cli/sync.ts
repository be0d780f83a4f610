// cairn sync: exchanges what was made here and elsewhere, once or for as long as it runs. What looks after it: syncCare.ts.
import type { Command } from 'commander';
import { EXIT } from '../../../shared/contract/errors.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { printJson, printLine } from './output.js';
import { withSession } from './session.js';
import { addSyncCareVerbs, printTransfers } from './syncCare.js';

const WATCH_MS = 5000;
/** What a sync can find that keeps everything made here from being sent. */
const HOLDS_BACK = new Set(['newer_version', 'removed_here']);

function untilNext(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, WATCH_MS);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
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
            printTransfers(status.transfers);
            for (const item of status.items) printLine(`${item.what}: ${item.cause} ${item.next}`);
          }
          return EXIT.ok;
        }
        for (;;) {
          const done = await client.sync.now({ refill: options.refill ?? false, ...(registry ? { registry } : {}) }, { signal });
          if (json) printJson(done);
          else {
            printLine(`${done.sent} sent, ${done.received} received, ${done.pending} waiting; ${formatBytes(done.bytes.sent)} up, ${formatBytes(done.bytes.received)} down`);
            for (const contest of done.contested) printLine(`contested: ${contest.name}:${contest.alias}, held by ${contest.holder ?? 'nothing'}`);
            for (const finding of done.findings) printLine(finding.message);
          }
          if (!options.watch || signal.aborted) return done.findings.some(({ reason }) => HOLDS_BACK.has(reason)) ? EXIT.error : EXIT.ok;
          await untilNext(signal);
          if (signal.aborted) return EXIT.ok;
        }
      }),
    );
  addSyncCareVerbs(sync);
}
