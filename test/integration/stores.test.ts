// What buckets and the ways to them are like: stores that decide nothing, rules that remove, authorities and proxies of a company,
// keys for an hour, a bucket and a disk that are full. Real servers, and plain HTTP where only the request matters.
import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ROOT } from '../../build/lib/paths.mjs';
import type { RemoteReport } from '../../shared/contract/remotes.js';
import { cairn, type CliResult } from '../support/cli.js';
import { createEngineWorld, type EngineWorld } from '../support/engineWorld.js';
import { startProxy } from '../support/proxy/startProxy.js';
import { findServer, KEYS, NO_SERVER, startServer, type S3Server, type ServerName } from '../support/s3Servers.js';
import { tempFolder } from '../support/tempFolder.js';
import { mountSmall, NO_SMALL } from '../support/volumes.js';

const KEY_ENV = { AWS_ACCESS_KEY_ID: KEYS.accessKeyId, AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey };
const TLS = join(ROOT, 'test', 'fixtures', 'tls');

async function world(): Promise<EngineWorld> {
  const made = await createEngineWorld();
  onTestFinished(() => made.end());
  return made;
}

/** What trying a bucket out finds, with the keys and the rest of an environment. */
async function tested(url: string, env: Readonly<Record<string, string>> = KEY_ENV): Promise<RemoteReport> {
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE']) vi.stubEnv(name, undefined);
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  try {
    for await (const event of await (await world()).engine.client.remotes.test({ url, secrets: {} })) if (event.event === 'done') return event.report;
  } finally {
    vi.unstubAllEnvs();
  }
  throw new Error('It ended without a report');
}

const said = ({ checks }: RemoteReport, id: string) => checks.find((check) => check.id === id);

const ok = ({ status, stderr }: CliResult): void => expect(status, stderr).toBe(0);

/** Listens on a port of its own until the test ends. */
async function listening(server: ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** A server of its own for a test, which is skipped where it cannot be had. */
async function serverFor(name: ServerName, skip: (reason: string) => never): Promise<S3Server> {
  if (!findServer(name)) skip(NO_SERVER[name]);
  const server = await startServer(name);
  onTestFinished(() => server.stop());
  return server;
}

/** Hands requests on as a proxy or a front does. */
function passOn(asked: IncomingMessage, answer: ServerResponse, target: URL): void {
  const on = request(target, { method: asked.method, headers: asked.headers }, (reply) => {
    answer.writeHead(reply.statusCode ?? 500, reply.headers);
    reply.pipe(answer);
  });
  on.on('error', () => answer.destroy());
  asked.pipe(on);
}

describe('a store', () => {
  it('that ignores conditions is found out when it is added, and one device gives the numbers there', async ({ skip }) => {
    const server = await serverFor('moto', skip);
    const port = await listening(
      createServer((asked, answer) => {
        delete asked.headers['if-none-match'];
        passOn(asked, answer, new URL(asked.url ?? '', server.endpoint));
      }),
    );
    const report = await tested(server.url().replace(encodeURIComponent(server.endpoint), encodeURIComponent(`http://127.0.0.1:${port}`)));
    expect(report).toMatchObject({ ok: true, mode: 'single' });
    expect(said(report, 'conditional')).toMatchObject({ state: 'warning', message: expect.stringContaining('one device gives them') });
  });

  it('with a rule that would remove models is refused with the rule named', async ({ skip }) => {
    const server = await serverFor('moto', skip);
    expect(said(await tested(server.url()), 'versioning')?.message).toContain('keeps no old versions');
    const rule = '<LifecycleConfiguration><Rule><ID>tidy</ID><Status>Enabled</Status><Filter><Prefix></Prefix></Filter><Expiration><Days>30</Days></Expiration></Rule></LifecycleConfiguration>';
    expect((await fetch(`${server.endpoint}/${server.bucket}?lifecycle`, { method: 'PUT', body: rule })).ok).toBe(true);
    const report = await tested(server.url());
    expect(report.ok).toBe(false);
    expect(said(report, 'lifecycle')).toMatchObject({ state: 'failed', message: expect.stringContaining('tidy after 30 days') });
    expect(cairn(tempFolder(), ['remote', 'add', 'team', server.url()], KEY_ENV).stderr).toContain('It would remove models');
  });

  it('that is full stops nothing but sending, says so, and goes on by itself', async ({ skip }) => {
    const server = await serverFor('versitygw', skip);
    const net = await startProxy(server.port);
    onTestFinished(() => net.stop());
    const home = tempFolder();
    const run = (...args: string[]): CliResult => cairn(home, args, KEY_ENV);
    ok(run('remote', 'add', 'team', server.url().replace(encodeURIComponent(server.endpoint), encodeURIComponent(net.endpoint))));
    writeFileSync(join(home, 'm.bin'), randomBytes(200_000));
    ok(run('log', join(home, 'm.bin'), '--name', 'm'));
    await net.set({ rules: [{ method: 'PUT', path: '/chunks/', trouble: { kind: 'answer', status: 507, code: 'XMinioStorageFull' } }] });
    const refused = run('sync');
    expect(refused.status).not.toBe(0);
    expect(refused.stderr).toMatch(/full|quota|space/i);
    ok(run('log', join(home, 'm.bin'), '--name', 'again'));
    await net.set({ rules: [] });
    ok(run('sync'));
    expect(JSON.parse(run('sync', '--status', '--json').stdout)).toMatchObject({ registries: [{ ops: 0, claims: 0 }] });
  });
});

describe('the way to a bucket', () => {
  it('leads through TLS of an authority that a company made', async ({ skip }) => {
    const server = await serverFor('versitygw', skip);
    const port = await listening(createTlsServer({ cert: readFileSync(join(TLS, 'server.pem')), key: readFileSync(join(TLS, 'server.key')) }, (asked, answer) => passOn(asked, answer, new URL(asked.url ?? '', server.endpoint))));
    const url = server.url().replace(encodeURIComponent(server.endpoint), encodeURIComponent(`https://127.0.0.1:${port}`));
    const refused = await tested(url);
    expect(refused.ok).toBe(false);
    expect(said(refused, 'reach')?.message).toMatch(/certificate/i);
    const ca = join(TLS, 'ca.pem');
    expect(await tested(`${url}&ca=${encodeURIComponent(ca)}`)).toMatchObject({ ok: true, mode: 'cas' });
    expect(await tested(url, { ...KEY_ENV, AWS_CA_BUNDLE: ca })).toMatchObject({ ok: true });
  });

  it('leads through the proxy that the environment names, and past it where NO_PROXY says so', async ({ skip }) => {
    const server = await serverFor('versitygw', skip);
    let passed = 0;
    const port = await listening(
      createServer((asked, answer) => {
        passed += 1;
        passOn(asked, answer, new URL(asked.url ?? ''));
      }),
    );
    const http_proxy = `http://127.0.0.1:${port}`;
    expect(await tested(server.url(), { ...KEY_ENV, http_proxy, no_proxy: '' })).toMatchObject({ ok: true, mode: 'cas' });
    expect(passed).toBeGreaterThan(10);
    passed = 0;
    expect(await tested(server.url(), { ...KEY_ENV, http_proxy, no_proxy: '127.0.0.1' })).toMatchObject({ ok: true });
    expect(passed).toBe(0);
  });

  it('opens with the keys of a profile, and of a program that a profile names', async ({ skip }) => {
    const server = await serverFor('versitygw', skip);
    const folder = tempFolder();
    const [config, credentials, keys] = [join(folder, 'config'), join(folder, 'credentials'), join(folder, 'keys.json')];
    writeFileSync(keys, JSON.stringify({ Version: 1, AccessKeyId: KEYS.accessKeyId, SecretAccessKey: KEYS.secretAccessKey }));
    writeFileSync(config, `[profile asked]\ncredential_process = cat ${keys}\n`);
    writeFileSync(credentials, `[written]\naws_access_key_id = ${KEYS.accessKeyId}\naws_secret_access_key = ${KEYS.secretAccessKey}\n`);
    const env = { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials };
    for (const profile of ['written', 'asked']) expect(await tested(`${server.url()}&profile=${profile}`, env)).toMatchObject({ ok: true });
    expect(await tested(server.url(), { ...env, AWS_PROFILE: 'written' })).toMatchObject({ ok: true });
    const none = await tested(`${server.url()}&profile=other`, env);
    expect(none.ok).toBe(false);
    expect(said(none, 'reach')?.message).toContain('the AWS files have');
  });

  it('carries the token of keys that are for an hour, and says when it has ended', async () => {
    const seen: IncomingHttpHeaders[] = [];
    const port = await listening(
      createServer((asked, answer) => {
        seen.push(asked.headers);
        answer.writeHead(403, { 'content-type': 'application/xml' });
        answer.end('<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>');
      }),
    );
    const report = await tested(`s3://team?endpoint=${encodeURIComponent(`http://127.0.0.1:${port}`)}&region=us-east-1&pathStyle=1`, { ...KEY_ENV, AWS_SESSION_TOKEN: 'token-of-an-hour' });
    expect(seen[0]).toMatchObject({ 'x-amz-security-token': 'token-of-an-hour', authorization: expect.stringContaining('x-amz-security-token') });
    expect(said(report, 'reach')).toMatchObject({ state: 'failed', message: expect.stringMatching(/expired/i) });
  });
});

it('a disk that is full stops a fetch with what it takes and what is free, and what came goes on', async ({ skip }) => {
  const server = await serverFor('versitygw', skip);
  const small = mountSmall(40);
  if (!small) return skip(NO_SMALL);
  onTestFinished(() => small.end());
  const [a, b, url] = [tempFolder(), join(small.folder, 'home'), server.url()];
  ok(cairn(a, ['remote', 'add', 'team', url], KEY_ENV));
  writeFileSync(join(a, 'large.bin'), randomBytes(30_000_000));
  ok(cairn(a, ['log', join(a, 'large.bin'), '--name', 'large'], KEY_ENV));
  ok(cairn(a, ['sync'], KEY_ENV));
  ok(cairn(b, ['remote', 'add', 'team', url], KEY_ENV));
  ok(cairn(b, ['sync'], KEY_ENV));
  writeFileSync(join(small.folder, 'filler'), randomBytes(20_000_000));
  const refused = cairn(b, ['pin', 'large:v0'], KEY_ENV);
  expect(refused.status).not.toBe(0);
  expect(refused.stderr).toMatch(/it takes 30.* and .* are free/);
  rmSync(join(small.folder, 'filler'));
  ok(cairn(b, ['pin', 'large:v0'], KEY_ENV));
  expect(JSON.parse(cairn(b, ['show', 'large:v0', '--json'], KEY_ENV).stdout)).toMatchObject({ availability: 'offline' });
});
