// cairn remote mirror, promote: copies of a remote in another storage.
import type { Command } from 'commander';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { printJson, printLine, printTable, when } from './output.js';
import { withSession } from './session.js';
import { targetOf } from './target.js';

export function addMirrorVerbs(remote: Command): void {
  const mirror = remote.command('mirror').description('another bucket or folder that holds a copy of all that lies in a remote');
  mirror
    .command('add')
    .description('copy to it after a sync, once an hour at most; nothing is ever removed there')
    .argument('<remote>')
    .argument('<name>', 'what to call the mirror here')
    .argument('<url>', 's3://bucket/prefix?endpoint=..., file:///folder, or a path')
    .option('--keep-keys', 'keep the keys of AWS_ACCESS_KEY_ID ... for this mirror')
    .addHelpText('after', '\nExamples:\n  cairn remote mirror add team usb /media/usb/cairn\n  cairn remote mirror copy usb')
    .action(
      withSession(async ({ client, json, signal }, name: string, called: string, url: string, options: { keepKeys?: boolean }) => {
        const row = await client.remotes.addMirror({ name, mirror: called, target: targetOf(url, { ...(options.keepKeys ? { keyFromEnv: true } : {}) }) }, { signal });
        if (json) printJson(row);
        else printLine(`${row.name} is a mirror of ${name}: ${row.url}. The next sync copies to it, or "cairn remote mirror copy ${row.name}".`);
      }),
    );
  mirror
    .command('ls')
    .description('list mirrors, and when each was last complete')
    .action(
      withSession(async ({ client, json }) => {
        const rows = (await client.remotes.list()).flatMap(({ name, mirrors }) => mirrors.map((row) => ({ remote: name, ...row })));
        if (json) return printJson(rows);
        printTable(['remote', 'mirror', 'complete', 'holds', 'url', ''], rows.map((row) => [row.remote, row.name, row.last ? when(row.last.at) : 'never', row.last ? formatBytes(row.last.bytes) : '', row.url, row.problem ?? '']));
      }),
    );
  mirror
    .command('copy')
    .description('copy now whatever the mirror lacks')
    .argument('<mirror>')
    .action(
      withSession(async ({ client, json, signal }, name: string) => {
        const done = await client.remotes.copyMirror({ mirror: name }, { signal });
        if (json) return printJson(done);
        for (const key of done.damaged) printLine(`${key} is damaged in the remote, and was not copied. A device that has it heals it with "cairn verify --remote".`);
        printLine(`${done.name}: ${done.copied} objects copied; it holds what the remote held, ${formatBytes(done.last?.bytes ?? 0)} in ${done.last?.objects ?? 0} objects.`);
      }),
    );
  mirror
    .command('rm')
    .description('copy to it no more; what lies there stays')
    .argument('<mirror>')
    .action(
      withSession(async ({ client, json }, name: string) => {
        const row = await client.remotes.removeMirror({ mirror: name });
        if (json) printJson(row);
        else printLine(`${row.name} is no mirror any more. What lies in ${row.url} stays.`);
      }),
    );
  remote
    .command('promote')
    .description('make a mirror, added as a remote, the home of its registry: for when the remote is lost')
    .argument('<name>')
    .addHelpText('after', '\nOn each device, once the remote is gone for good:\n  cairn remote set team /media/usb/cairn\nand on one of them:\n  cairn remote promote team')
    .action(
      withSession(async ({ client, json, signal }, name: string) => {
        const row = await client.remotes.promote({ name }, { signal });
        if (json) printJson(row);
        else printLine(`${row.name} is the home of its registry now: ${row.url}. Whoever still writes to the old one writes to another.`);
      }),
    );
}
