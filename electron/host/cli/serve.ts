// cairn serve, cairn token: the HTTP API and the W&B-compatible door without a window, and what opens them.
import { type Command, InvalidArgumentError } from 'commander';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CairnError } from '../../../shared/contract/errors.js';
import type { EngineClient } from '../../engine/index.js';
import { printJson, printLine, printTable, when } from './output.js';
import { withSession } from './session.js';

function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new InvalidArgumentError('A port is a whole number up to 65535; 0 takes a free one.');
  return port;
}

/** The command line's own token, in a file that only its owner can read. Made anew where it was revoked. */
async function ownToken(client: EngineClient, dataRoot: string): Promise<string> {
  const file = join(dataRoot, 'cli-token');
  const known = await client.doors.tokens.list();
  try {
    const { id, token } = JSON.parse(readFileSync(`${file}.json`, 'utf8')) as { id?: string; token?: string };
    if (known.some((row) => row.id === id) && token) return file;
  } catch {
    // There is none yet, or it is no longer readable.
  }
  const { token, row } = await client.doors.tokens.create({ name: 'cli' });
  for (const [path, text] of [[file, token], [`${file}.json`, JSON.stringify({ id: row.id, token })]] as const) {
    writeFileSync(path, text, { mode: 0o600 });
    chmodSync(path, 0o600);
  }
  return file;
}

function untilStopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
    process.once('SIGTERM', () => resolve());
  });
}

function addServe(program: Command): void {
  program
    .command('serve')
    .description('answer HTTP and the wandb package on this computer, until stopped')
    .option('--port <n>', 'port on 127.0.0.1; 0 takes a free one', parsePort)
    .addHelpText('after', '\nExamples:\n  cairn serve\n  cairn serve --port 0 --json\n  WANDB_BASE_URL=http://127.0.0.1:22476 WANDB_API_KEY=$(cat ~/.local/share/Cairn/cli-token) python train.py')
    .action(
      withSession(
        async ({ client, json, signal, dataRoot }) => {
          const status = await client.doors.status();
          if (status.state !== 'listening') throw new CairnError(status.state === 'elsewhere' ? 'busy' : 'internal', status.problem ?? 'Listening failed.', { port: status.port });
          const tokenFile = await ownToken(client, dataRoot);
          if (json) printJson({ url: status.url, pid: process.pid, tokenFile });
          else printLine(`Listening on ${status.url}\nAPI and reference: ${status.url}/api/v1/\nToken: ${tokenFile}\nFor Python: WANDB_BASE_URL=${status.url} WANDB_API_KEY=$(cat ${tokenFile})\nStop with Ctrl-C.`);
          await untilStopped(signal);
        },
        ({ port }: { port?: number }) => ({ http: port === undefined ? {} : { port } }),
      ),
    );
}

function addTokens(program: Command): void {
  const token = program.command('token').description('what other programs show to use this registry over HTTP');
  token
    .command('create')
    .description('make a token; it is shown this once')
    .argument('<name>', 'what will use it, e.g. "training box"')
    .addHelpText('after', '\nExample:\n  cairn token create "training box"')
    .action(
      withSession(async ({ client, json }, name: string) => {
        const made = await client.doors.tokens.create({ name });
        if (json) printJson({ token: made.token, ...made.row });
        else printLine(made.token);
      }),
    );
  token
    .command('ls')
    .description('the tokens there are, and when each was last used')
    .action(
      withSession(async ({ client, json }) => {
        const rows = await client.doors.tokens.list();
        if (json) return printJson(rows);
        printTable(['id', 'name', 'acts as', 'made', 'used'], rows.map((row) => [row.id, row.name, row.actor.name, when(row.created), row.used === null ? 'never' : when(row.used)]));
      }),
    );
  token
    .command('revoke')
    .description('make a token worthless, at once')
    .argument('<id>', 'its id, or its name')
    .action(
      withSession(async ({ client, json }, id: string) => {
        const row = await client.doors.tokens.revoke({ id });
        if (json) printJson(row);
        else printLine(`Revoked ${row.name} (${row.id})`);
      }),
    );
}

export function addServeVerbs(program: Command): void {
  addServe(program);
  addTokens(program);
}
