// cairn remote, device: the storage that registries live in, and who writes to them.
import type { Command } from 'commander';
import { EXIT } from '../../../shared/contract/errors.js';
import type { RemoteCheck, RemoteLeft, RemoteReport } from '../../../shared/contract/remotes.js';
import type { DeviceRow } from '../../../shared/contract/sync.js';
import { durationWords } from '../../../shared/util/durationWords.js';
import { counted } from '../../../shared/util/counted.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { addMirrorVerbs } from './mirrors.js';
import { printJson, printLine, printTable, when } from './output.js';
import { withSession } from './session.js';
import { targetOf } from './target.js';
import { parseWhole } from './values.js';

const MARK: Readonly<Record<RemoteCheck['state'], string>> = { ok: 'ok  ', warning: 'look', failed: 'FAIL', skipped: '-   ' };

function printReport({ checks }: RemoteReport): void {
  for (const check of checks) printLine(`${MARK[check.state]}  ${check.message}`);
}

interface LeaveOptions {
  readonly force?: boolean;
  readonly dryRun?: boolean;
}

export function addRemoteVerbs(program: Command): void {
  const remote = program.command('remote').description('the bucket or folder that a registry lives in');
  remote
    .command('add')
    .description('try out a bucket or folder and make it the home of a registry; nothing is uploaded')
    .argument('<name>', 'what to call it here')
    .argument('<url>', 's3://bucket/prefix?endpoint=...&region=..., file:///folder, or a path')
    .option('--keep-keys', 'keep the keys of AWS_ACCESS_KEY_ID ... for this remote; else they are read from the environment or a profile each time')
    .addHelpText('after', '\nExamples:\n  cairn remote add team s3://acme-ml/cairn?region=eu-central-1\n  cairn remote add nas /mnt/team/cairn')
    .action(
      withSession(async ({ client, json, signal }, name: string, url: string, options: { keepKeys?: boolean }) => {
        const added = await client.remotes.add({ name, target: targetOf(url, { ...(options.keepKeys ? { keyFromEnv: true } : {}) }) }, { signal });
        if (json) return printJson(added);
        printReport(added.report);
        printLine(`${name}: ${added.created ? 'a new registry lives there now' : 'the registry that lives there is here now'}${added.becameHome ? ', and bare names mean it' : '; name it with --registry'}. ${added.report.mode === 'single' ? 'One device gives the numbers there.' : 'Run "cairn sync".'}`);
      }),
    );
  remote
    .command('ls')
    .description('list remotes')
    .action(
      withSession(async ({ client, json }) => {
        const rows = await client.remotes.list();
        if (json) return printJson(rows);
        printTable(['name', 'kind', 'mode', 'access', 'url'], rows.map((row) => [row.name, row.kind, row.mode, row.mirror ? 'read (a mirror)' : row.writable ? 'read and write' : 'read', row.url]));
      }),
    );
  remote
    .command('test')
    .description('try out what a remote promises: reach, rights, conditional writes, clock, rules, speed')
    .argument('<name>', 'a remote, or a URL or path that is none yet')
    .action(
      withSession(async ({ client, json, signal }, name: string) => {
        const known = (await client.remotes.list()).some((row) => row.name === name);
        for await (const event of await client.remotes.test(known ? { name } : targetOf(name, {}), { signal })) {
          if (event.event === 'check') {
            if (!json) printLine(`${MARK[event.check.state]}  ${event.check.message}`);
            continue;
          }
          if (json) printJson(event.report);
          return event.report.ok ? EXIT.ok : EXIT.error;
        }
        return EXIT.error;
      }),
    );
  remote
    .command('set')
    .description('other keys for a remote, or another address of the same storage')
    .argument('<name>')
    .argument('<url>')
    .option('--keep-keys', 'keep the keys of AWS_ACCESS_KEY_ID ... for this remote')
    .action(
      withSession(async ({ client, json, signal }, name: string, url: string, options: { keepKeys?: boolean }) => {
        const row = await client.remotes.update({ name, target: targetOf(url, { ...(options.keepKeys ? { keyFromEnv: true } : {}) }) }, { signal });
        if (json) printJson(row);
        else printLine(`${row.name}: ${row.url}`);
      }),
    );
  remote
    .command('move-in')
    .description('move what was made on this computer into the registry of a remote; the next sync sends it')
    .argument('<name>', 'the remote')
    .option('--entity <name>', 'only this person or team')
    .option('--dry-run', 'only say what would move')
    .action(
      withSession(async ({ client, json }, name: string, options: { entity?: string; dryRun?: boolean }) => {
        const moved = await client.remotes.moveIn({ name, confirm: !options.dryRun, ...(options.entity ? { entity: options.entity } : {}) });
        if (json) return printJson(moved);
        for (const collection of moved.collections) printLine(collection);
        for (const alias of moved.aliases) printLine(`${alias.name} ${moved.done ? 'stays' : 'would stay'} on ${alias.there} in ${name}; on this computer it is on ${alias.here}. "cairn alias set" moves it.`);
        printLine(`${counted(moved.versions, 'version')}, ${formatBytes(moved.bytes)}, ${counted(moved.ops, 'operation')} ${moved.done ? 'moved. Run "cairn sync".' : 'would move.'}${moved.left > 0 ? ` ${counted(moved.left, 'operation')} of a newer Cairn ${moved.left === 1 ? 'stays' : 'stay'} behind.` : ''}`);
        if (moved.becomesHome) printLine(`Bare names ${moved.done ? 'mean' : 'would then mean'} the registry of ${name}; "--registry computer" names the one of this computer.`);
      }),
    );
  remote
    .command('numbering')
    .description('where the storage decides nothing: make this device the one that gives numbers and places of protected aliases, for instance when the one that did is lost')
    .argument('<name>')
    .action(
      withSession(async ({ client, json }, name: string) => {
        const role = await client.remotes.takeNumbering({ name });
        if (json) printJson(role);
        else printLine(`${role.name}: this device gives the numbers from the next sync on.`);
      }),
    );
  addMirrorVerbs(remote);
  remote
    .command('rm')
    .description('leave a remote: its address, keys and mirrors are forgotten, what was synced stays on this computer')
    .argument('<name>')
    .option('--force', 'also when changes made here were not sent')
    .option('--dry-run', 'only say what leaving it would mean')
    .action(
      withSession(async ({ client, json }, name: string, options: LeaveOptions) => {
        const left = await client.remotes.remove({ name, force: options.force ?? false, dryRun: options.dryRun ?? false });
        if (json) printJson(left);
        else printLine(leftWords(left, options));
      }),
    );
}

function leftWords({ name, ops, claims, absent, numbering, mirrors }: RemoteLeft, { dryRun = false, force = false }: LeaveOptions): string {
  const would = dryRun ? 'would be' : 'is';
  const said = [
    `${dryRun ? 'Would leave' : 'Left'} ${name}${ops + claims > 0 && !force ? ', though only with --force' : ''}. Its registry stays here, to be read with "--registry ${name}".`,
    ops > 0 ? `${counted(ops, 'operation')} made here ${dryRun ? 'would not be' : ops === 1 ? 'was not' : 'were not'} sent.` : '',
    claims > 0 ? `${claims === 1 ? '1 number or move of a protected alias' : `${claims} numbers or moves of protected aliases`} asked for here ${dryRun ? 'would stay' : claims === 1 ? 'stays' : 'stay'} open until it is added again.` : '',
    numbering ? 'This device gives the numbers there: others wait for theirs until one of them runs "cairn remote numbering".' : '',
    absent > 0 ? `${formatBytes(absent)} of its files are not on this computer: out of reach until it is added again.` : '',
    mirrors.length > 0 ? `Nothing ${would} copied to ${mirrors.join(' and ')} any more; what lies there stays.` : '',
  ];
  return said.filter((part) => part !== '').join(' ');
}

/** By the remote's clock where that is known; a device's own may be wrong. */
function lastSeen({ lastSent, lastSeen: own }: DeviceRow): string {
  if (lastSent !== null) return when(lastSent);
  return own === null ? '' : `${when(own)} by its own clock`;
}

function standing({ self, ops, forked, ahead, removed, shutOut }: DeviceRow): string {
  const out = shutOut > 0 ? `taken out, ${shutOut} later operations do not count` : 'taken out';
  return [self ? 'this one' : '', ops === 1 ? 'has made nothing yet' : '', forked ? 'was copied' : '', ahead === null ? '' : `its clock is ${durationWords(ahead)} ahead`, removed ? out : ''].filter(Boolean).join(', ');
}

export function addDeviceVerbs(program: Command): void {
  const device = program.command('device').description('the devices that write to a registry');
  device
    .command('ls')
    .description('list the devices of each registry, and when each was last seen')
    .action(
      withSession(async ({ client, json, registry }) => {
        const rows = await client.sync.devices(registry ? { registry } : {});
        if (json) return printJson(rows);
        const names = new Map((await client.system.status()).registries.map(({ id, name }) => [id, name]));
        printTable(['registry', 'device', 'name', 'last seen', 'operations', ''], rows.map((row) => [names.get(row.registry) ?? row.registry, row.id.slice(0, 16), row.name, lastSeen(row), String(row.ops), standing(row)]), new Set([4]));
      }),
    );
  device
    .command('clock-is-right')
    .description('say that the clock of this computer is right, though it jumped: what goes by age goes on')
    .action(
      withSession(async ({ client, json }) => {
        const status = await client.sync.clockIsRight();
        if (json) printJson(status);
        else printLine('The clock of this computer is taken to be right.');
      }),
    );
  device
    .command('revoke')
    .description('take a device out of a registry: what it published stays, what it makes from now on counts on no device')
    .argument('<device>', 'its name, or the beginning of its id')
    .option('--last <seq>', 'the last of its operations that shall count, from 0 on; if absent all that it published, which is read first')
    .addHelpText('after', '\nIt can still read and write the storage until its keys are taken back there.')
    .action(
      withSession(async ({ client, json, signal, registry }, id: string, options: { last?: string }) => {
        const row = await client.sync.removeDevice({ device: id, ...(registry ? { registry } : {}), ...(options.last === undefined ? {} : { lastSeq: parseWhole(options.last, '--last') }) }, { signal });
        if (json) printJson(row);
        else printLine(`${row.name} is taken out: ${row.ops - row.shutOut} of its ${counted(row.ops, 'operation')} that are here ${row.ops - row.shutOut === 1 ? 'counts' : 'count'}. Take back its keys for the storage too.`);
      }),
    );
}
