// cairn hook: a command or a local address that is told of each move of an alias.
import { type Command, InvalidArgumentError } from 'commander';
import { printJson, printLine, printTable } from './output.js';
import { withSession } from './session.js';

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('It has to be a whole number.');
  return value;
}

const when = (millis: number): string => new Date(millis).toISOString().replace('T', ' ').slice(0, 19);

interface AddOptions {
  readonly model?: string;
  readonly url?: string;
  readonly timeout?: number;
  readonly retries?: number;
}

export function addHookVerbs(program: Command): void {
  const hook = program.command('hook').description('tell a command or a local address of each move of an alias, once, also of moves that arrive by sync');
  hook
    .command('add')
    .description('add a hook; it is told of moves from now on')
    .argument('<alias>', 'e.g. production')
    .argument('[command...]', 'the program and its arguments, after --; it gets JSON on its standard input')
    .option('--model <model>', 'only of this model or collection')
    .option('--url <url>', 'POST to this address of this computer instead')
    .option('--timeout <s>', 'seconds it may take (60)', wholeNumber)
    .option('--retries <n>', 'times it is told again after it failed (3)', wholeNumber)
    .addHelpText('after', '\nExamples:\n  cairn hook add production --model "MNIST digits" -- ./deploy.sh --blue\n  cairn hook add production --url http://127.0.0.1:9000/moved\n\nThe JSON: {event, alias, model, to, from, actor, device, at, note}')
    .action(
      withSession(async ({ client, json }, alias: string, command: string[], { model, url, timeout, retries }: AddOptions) => {
        const made = await client.hooks.add({ alias, ...(command.length > 0 ? { command } : {}), ...(url ? { url } : {}), ...(model ? { collection: model } : {}), ...(timeout === undefined ? {} : { timeout }), ...(retries === undefined ? {} : { retries }) });
        if (json) printJson(made);
        else printLine(`Added the hook ${made.id}: ${made.alias} of ${made.collection?.name ?? 'any model'}`);
      }),
    );
  hook
    .command('ls')
    .description('the hooks of this computer')
    .action(
      withSession(async ({ client, json }) => {
        const rows = await client.hooks.list();
        if (json) return printJson(rows);
        printTable(['id', 'alias', 'of', 'told'], rows.map((row) => [row.id, row.alias, row.collection?.name ?? 'any', row.command?.join(' ') ?? row.url ?? '']));
      }),
    );
  hook
    .command('rm')
    .description('remove a hook')
    .argument('<id>')
    .action(
      withSession(async ({ client, json }, id: string) => {
        const removed = await client.hooks.remove({ id });
        if (json) printJson(removed);
        else printLine(`Removed the hook ${removed.id}`);
      }),
    );
  hook
    .command('log')
    .description('what hooks were told, and how it went')
    .argument('[id]', 'of one hook')
    .action(
      withSession(async ({ client, json }, id?: string) => {
        const rows = await client.hooks.log(id ? { id } : {});
        if (json) return printJson(rows);
        printTable(['at', 'hook', 'state', 'tries', 'status', 'alias', 'to'], rows.map((row) => [when(row.at), row.hook, row.state, String(row.attempts), row.status === null ? '' : String(row.status), String(row.payload['alias'] ?? ''), String((row.payload['to'] as { ref?: string } | null)?.ref ?? 'nothing')]));
      }),
    );
  hook
    .command('deliver')
    .description('tell now what is due; the window and cairn serve do it by themselves')
    .action(
      withSession(async ({ client, json }) => {
        const done = await client.hooks.deliver();
        if (json) printJson(done);
        else printLine(`${done.told} told, ${done.failed} failed`);
      }),
    );
}
