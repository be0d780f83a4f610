// The HTTP API over a real socket: what it offers, bytes in and out, who is let in, and what is refused.
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_PREFIX, restRoute } from '../../../shared/contract/routes.js';
import { contract } from '../../../shared/contract/index.js';
import { createHttpWorld, type HttpWorld } from '../../support/httpWorld.js';

let world: HttpWorld;
beforeAll(async () => {
  world = await createHttpWorld();
});
afterAll(() => world.end());

const code = (text: string): string => (JSON.parse(text) as { error: { code: string } }).error.code;
const octets = { 'content-type': 'application/octet-stream' };

async function upload(path: string, bytes: Uint8Array, grant?: string) {
  const answer = await world.ask(`${API_PREFIX}/uploads?path=${encodeURIComponent(path)}${grant ? `&grant=${grant}` : ''}`, { method: 'POST', headers: octets, body: bytes });
  return { answer, ...(JSON.parse(answer.text) as { grant: string; digest: string; bytes: number }) };
}

async function logUpload(name: string, grant: string, more: object = {}) {
  for await (const event of await world.client.ingest.log({ name, source: { grant }, ...more })) if (event.event === 'done') return event;
  throw new Error('It never ended');
}

const file = (ref: string, path: string, headers: Record<string, string> = {}) => world.ask(`${API_PREFIX}/files?ref=${encodeURIComponent(ref)}&path=${encodeURIComponent(path)}`, { headers });

describe('what is offered', () => {
  it('describes every call that HTTP offers, and no other', async () => {
    const document = JSON.parse((await world.ask(`${API_PREFIX}/openapi.json`, { token: false })).text) as { openapi: string; paths: Record<string, Record<string, { operationId: string }>> };
    expect(document.openapi).toMatch(/^3\.1/);
    const described = Object.values(document.paths).flatMap((item) => Object.values(item).map((operation) => operation.operationId));
    const offered: string[] = [];
    const walk = (tree: object, at: string[]): void => {
      for (const [name, part] of Object.entries(tree) as [string, object][]) {
        if (!('~orpc' in part)) walk(part, [...at, name]);
        else if (restRoute([...at, name])) offered.push([...at, name].join('.'));
      }
    };
    walk(contract, []);
    expect(described.sort()).toEqual([...offered, 'files.read', 'uploads.create'].sort());
    for (const secret of ['doors.tokens.create', 'doors.set', 'system.setIdentity']) expect(described).not.toContain(secret);
  });

  it('has a reference page that fetches nothing and runs nothing', async () => {
    const page = await world.ask(`${API_PREFIX}/`, { token: false });
    expect(page.status).toBe(200);
    expect(page.text).toContain('versions.get');
    expect(page.text).not.toMatch(/<script|src=|@import|href="http/);
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
  });

  it('answers the typed client as it answers the command line', async () => {
    await world.client.registry.createModel({ name: 'Over HTTP' });
    const [http, direct] = await Promise.all([world.client.browse.scope({ scope: 'collections' }), world.engine.client.browse.scope({ scope: 'collections' })]);
    expect(http).toEqual(JSON.parse(JSON.stringify(direct)));
    expect((await world.client.browse.history({ kind: 'collection.create', limit: 1 })).rows[0]?.actor).toEqual({ name: 'Ada Test' });
    await expect(world.client.versions.get({ ref: 'nowhere' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(world.client.registry.createModel({ name: 'Over HTTP' })).rejects.toMatchObject({ code: 'name_taken' });
    await expect(world.client.doors.tokens.create({ name: 'more' })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('refuses paths that only the caller could complete', async () => {
    const relative = { code: 'invalid_input', message: expect.stringContaining('is not absolute') as string };
    await expect(world.client.imports.preview({ source: { paths: ['../..'] } })).rejects.toMatchObject(relative);
    await expect(world.client.code.restore({ of: { ref: 'nowhere' }, target: { path: 'out' } })).rejects.toMatchObject(relative);
  });

  it('sends events as they happen', async () => {
    const feed = await world.client.browse.feed({ epoch: '', seq: 0, scopes: ['collections'] });
    const kinds: string[] = [];
    for await (const batch of feed) {
      kinds.push(batch.kind);
      if (batch.kind === 'hello') await world.client.registry.createModel({ name: 'Told by the feed' });
      else if (batch.rows.some((row) => (row.row as { name?: string } | null)?.name === 'Told by the feed')) break;
    }
    expect(kinds.slice(0, 2)).toEqual(['hello', 'changes']);
  });
});

describe('bytes', () => {
  it('takes files in and gives them back, whole and in ranges', async () => {
    const [one, two] = [randomBytes(3_000_000), randomBytes(10)];
    const first = await upload('weights/a.bin', one);
    const second = await upload('b.txt', two, first.grant);
    expect(second.grant).toBe(first.grant);
    const { version, created } = await logUpload('uploaded', first.grant, { aliases: ['best'] });
    expect(created).toBe(true);
    expect(version).toMatchObject({ ref: 'uploaded:v0', bytes: 3_000_010, files: 2, actor: { name: 'Ada Test' } });
    expect((await file('uploaded:best', 'weights/a.bin')).body.equals(one)).toBe(true);
    const part = await file('uploaded', 'weights/a.bin', { range: 'bytes=1000-1999' });
    expect(part.headers['content-disposition']).toBe(`attachment; filename="a.bin"; filename*=UTF-8''a.bin`);
    expect([part.status, part.headers['content-range'], part.body.equals(one.subarray(1000, 2000))]).toEqual([206, 'bytes 1000-1999/3000000', true]);
    const tail = await file('uploaded', 'weights/a.bin', { range: 'bytes=-5' });
    expect(tail.body.equals(one.subarray(-5))).toBe(true);
    expect((await file('uploaded', 'weights/a.bin', { range: 'bytes=3000000-' })).status).toBe(416);
    expect((await file('uploaded', 'weights/a.bin', { 'if-none-match': String(part.headers['etag']) })).status).toBe(304);
    expect((await world.engine.client.system.verify({}).then(async (events) => {
      for await (const event of events) if (event.event === 'done') return event.findings;
      return undefined;
    }))).toEqual([]);
  });

  it('keeps nothing of an upload that is cut short, too long, or placed outside its folder', async () => {
    const before = world.engine.context.cache.stat();
    for (const path of ['../../etc/passwd', '/etc/passwd', 'a/../b', 'a\\b', '', 'a//b', `a\0b`]) {
      const { answer } = await upload(path, randomBytes(10));
      expect([path, answer.status, code(answer.text)]).toEqual([path, 400, 'invalid_path']);
    }
    await expect(world.ask(`${API_PREFIX}/uploads?path=a`, { method: 'POST', headers: { ...octets, 'content-length': '99999999999999' }, body: 'x' })).resolves.toMatchObject({ status: 507 });
    expect((await world.ask(`${API_PREFIX}/uploads?path=a`, { method: 'POST', headers: { ...octets, 'transfer-encoding': 'chunked', 'content-length': '' }, body: '' })).status).toBe(400);
    expect(world.engine.context.cache.stat()).toEqual(before);
    expect(readdirSync(join(world.home, 'tmp')).flatMap((seat) => readdirSync(join(world.home, 'tmp', seat))).filter((name) => !name.startsWith('alive'))).toEqual([]);
  });

  it("gives an upload to its own token's holder alone, and once", async () => {
    const { grant } = await upload('x', randomBytes(10));
    const other = await world.engine.client.doors.tokens.create({ name: 'other' });
    const body = JSON.stringify({ name: 'taken', source: { grant } });
    const stolen = await world.ask(`${API_PREFIX}/versions`, { method: 'POST', token: other.token, headers: { 'content-type': 'application/json' }, body });
    expect(stolen.text).toContain('not_found');
    await logUpload('mine', grant);
    await expect(logUpload('again', grant)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('who is let in', () => {
  it('asks for a token, and takes no wrong or revoked one', async () => {
    for (const token of [false, '', 'cairn-0000', `cairn-${'0'.repeat(40)}`, '../../settings'] as const) expect((await world.ask(`${API_PREFIX}/status`, { token })).status).toBe(401);
    const { token, row } = await world.engine.client.doors.tokens.create({ name: 'short-lived' });
    expect((await world.ask(`${API_PREFIX}/status`, { token })).status).toBe(200);
    expect((await world.ask(`${API_PREFIX}/status`, { token: false, headers: { authorization: `Basic ${Buffer.from(`api:${token}`).toString('base64')}` } })).status).toBe(200);
    await world.engine.client.doors.tokens.revoke({ id: row.id });
    expect((await world.ask(`${API_PREFIX}/status`, { token })).status).toBe(401);
  });

  it('keeps tokens hashed, in files of their owner alone', async () => {
    const { token, row } = await world.engine.client.doors.tokens.create({ name: 'kept' });
    const path = join(world.home, 'tokens', `${row.id}.json`);
    expect(readFileSync(path, 'utf8')).not.toContain(token.slice(6));
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
    expect((await world.engine.client.doors.tokens.list()).find((each) => each.id === row.id)).toMatchObject({ used: null });
    await world.ask(`${API_PREFIX}/status`, { token });
    // Written down beside the answer, not before it.
    await expect.poll(async () => (await world.engine.client.doors.tokens.list()).find((each) => each.id === row.id)?.used ?? 0).toBeGreaterThan(0);
  });

  it('refuses other hosts (DNS rebinding) and pages of other origins, even with a token', async () => {
    for (const host of ['evil.example', `evil.example:${world.port}`, '127.0.0.1', `127.0.0.1.evil.example:${world.port}`]) expect([host, (await world.ask(`${API_PREFIX}/status`, { host })).status]).toEqual([host, 403]);
    for (const origin of ['https://evil.example', 'null', `http://evil.example:${world.port}`, `https://127.0.0.1:${world.port}`, 'http://127.0.0.1:1']) {
      const answer = await world.ask(`${API_PREFIX}/status`, { headers: { origin } });
      expect([origin, answer.status, answer.headers['access-control-allow-origin']]).toEqual([origin, 403, undefined]);
    }
    expect((await world.ask(`${API_PREFIX}/status`, { method: 'OPTIONS', headers: { origin: 'https://evil.example', 'access-control-request-method': 'GET' } })).status).toBe(403);
    expect((await world.ask(`${API_PREFIX}/status`, { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403);
    expect((await world.ask(`${API_PREFIX}/status`, { host: `localhost:${world.port}`, headers: { origin: `http://localhost:${world.port}` } })).status).toBe(200);
  });

  it('refuses bodies beyond the limit, what is not JSON, and what is nowhere', async () => {
    const json = { 'content-type': 'application/json' };
    const long = await world.ask(`${API_PREFIX}/models`, { method: 'POST', headers: json, body: `{"name":"${'a'.repeat(9_000_000)}"}` }).catch((error: NodeJS.ErrnoException) => error.code);
    expect(typeof long === 'object' ? long.status : long).toSatisfy((status) => status === 413 || status === 'ECONNRESET' || status === 'EPIPE');
    expect((await world.ask(`${API_PREFIX}/models`, { method: 'POST', headers: json, body: '{"name":' })).status).toBe(400);
    expect(code((await world.ask(`${API_PREFIX}/models`, { method: 'POST', headers: json, body: '{"name":7}' })).text)).toBe('invalid_input');
    for (const path of ['/', '/nowhere', `${API_PREFIX}/nowhere`, `${API_PREFIX}/../../etc/passwd`, '/%2e%2e/%2e%2e/etc/passwd', '//evil.example/x', `${API_PREFIX}/doors/tokens/create`]) expect([path, (await world.ask(path, { method: 'POST', headers: json, body: '{}' })).status]).toEqual([path, 404]);
    expect((await world.ask(`${API_PREFIX}/files?ref=uploaded&path=${encodeURIComponent('../../device.key')}`)).status).toBe(404);
  });
});

describe('the door in the window', () => {
  it('is off until the settings say otherwise, then moves and closes at once', async () => {
    const { openEngine } = await import('../../support/engineWorld.js');
    const home = join(world.folder, 'second');
    const engine = await openEngine(home, { http: 'settings' });
    try {
      expect(await engine.client.doors.status()).toMatchObject({ on: false, state: 'off', url: null });
      const opened = await engine.client.doors.set({ on: true, port: 0 });
      expect(opened.state).toBe('listening');
      expect((await fetch(`${opened.url}${API_PREFIX}/openapi.json`)).status).toBe(200);
      expect(await engine.client.doors.set({ port: world.port })).toMatchObject({ state: 'elsewhere', url: null });
      expect((await engine.client.doors.set({ on: false })).state).toBe('off');
      await expect(fetch(`${opened.url}${API_PREFIX}/openapi.json`)).rejects.toThrow();
    } finally {
      await engine.close();
    }
  });
});
