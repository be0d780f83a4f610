// What a broken, hostile or newer wandb client sends: refused with a reason, nothing half-made; and what is merely unknown, tolerated.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpWorld, type HttpWorld } from '../../support/httpWorld.js';

let world: HttpWorld;
beforeAll(async () => {
  world = await createHttpWorld();
  await world.engine.client.runs.start({ key: 'r1', project: 'p' });
});
afterAll(() => world.end());

interface Answer {
  data: Record<string, any> | null; // eslint-disable-line typescript/no-explicit-any -- answers have the shape of the question
  errors?: { message: string; extensions: { code: string } }[];
}

async function gql(query: string, variables: object = {}): Promise<Answer> {
  const answer = await world.ask('/graphql', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query, variables }) });
  expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
  return JSON.parse(answer.text) as Answer;
}

const md5 = (text: string): { hex: string; base64: string } => {
  const hex = createHash('md5').update(text).digest('hex');
  return { hex, base64: Buffer.from(hex, 'hex').toString('base64') };
};
const digestOf = (entries: Record<string, string>): string => md5(`wandb-artifact-manifest-v1\n${Object.keys(entries).sort().map((path) => `${path}:${entries[path]}\n`).join('')}`).hex;
const pathOf = (url: string): string => url.slice(world.url.length);
const put = (url: string, body: string) => world.ask(pathOf(url), { method: 'PUT', token: false, body });

async function begin(name: string, digest: string): Promise<string> {
  const { data } = await gql('mutation($input: CreateArtifactInput!) { createArtifact(input: $input) { artifact { id state } } }', { input: { entityName: null, projectName: 'p', runName: 'r1', artifactTypeName: 'model', artifactCollectionName: name, digest, labels: 'a key of tomorrow', clientID: name } });
  return String(data?.['createArtifact'].artifact.id);
}

async function fileUrl(id: string, name: string, sum: string): Promise<string | null> {
  const { data } = await gql('mutation($input: CreateArtifactFilesInput!) { createArtifactFiles(input: $input) { files { edges { node { uploadUrl } } } } }', { input: { artifactFiles: [{ artifactID: id, name, md5: sum }] } });
  return data?.['createArtifactFiles'].files.edges[0].node.uploadUrl;
}

async function sendManifest(id: string, contents: object, more: object = {}): Promise<void> {
  const { data } = await gql('mutation($id: ID!) { createArtifactManifest(input: {artifactID: $id, type: FULL}) { artifactManifest { file { uploadUrl } } } }', { id });
  const manifest = { version: 1, storagePolicy: 'wandb-storage-policy-v1', storagePolicyConfig: {}, contents, ...more };
  expect((await put(data?.['createArtifactManifest'].artifactManifest.file.uploadUrl, JSON.stringify(manifest))).status).toBe(200);
}

const commit = (id: string): Promise<Answer> => gql('mutation($id: ID!) { commitArtifact(input: {artifactID: $id}) { artifact { id state } } }', { id });

/** Begins an artifact of one file, sends what is said, commits, and expects a refusal in these words that leaves nothing behind. */
async function refused(name: string, path: string, words: string, { send = 'bytes', announce, contents, manifest = {} }: { send?: string | null; announce?: string; contents?: object; manifest?: object } = {}): Promise<void> {
  const before = { ops: world.engine.context.registry.opCount(), blobs: world.engine.context.cache.stat() };
  const sum = md5('bytes');
  const id = await begin(name, announce ?? digestOf({ [path]: sum.base64 }));
  const url = await fileUrl(id, path, sum.base64);
  if (send !== null && url) await put(url, send);
  await sendManifest(id, contents ?? { [path]: { digest: sum.base64, size: 5 } }, manifest);
  const { errors } = await commit(id);
  expect(errors?.[0]?.message).toContain(words);
  expect({ ops: world.engine.context.registry.opCount(), blobs: world.engine.context.cache.stat() }).toEqual(before);
  // It is gone: committing again says so.
  expect((await commit(id)).errors?.[0]?.extensions.code).toBe('not_found');
}

describe('artifacts', () => {
  it('refuses bytes that never came, digests that do not match, and paths that leave their folder', async () => {
    await refused('never-sent', 'model.pt', 'whose bytes were never sent', { send: null });
    await refused('other-bytes', 'model.pt', 'whose bytes were never sent', { send: 'other' });
    await refused('other-digest', 'model.pt', 'was announced', { announce: 'f'.repeat(32) });
    for (const path of ['../up.pt', '/etc/passwd', 'a/../../b', 'a\\b']) await refused(`escape-${md5(path).hex.slice(0, 8)}`, path, 'Rename it');
    await refused('tomorrow', 'model.pt', 'Cairn is older than this wandb', { manifest: { version: 2 } });
    await refused('no-contents', 'model.pt', 'not in a form this door knows', { contents: { 'model.pt': { size: 5 } } });
  });

  it('makes a version of what is whole, once, and answers a repeated commit', async () => {
    const sum = md5('whole');
    const id = await begin('whole', digestOf({ 'model.pt': sum.base64 }));
    expect(await begin('whole', digestOf({ 'model.pt': sum.base64 }))).toBe(id);
    const url = await fileUrl(id, 'model.pt', sum.base64);
    expect((await put(String(url), 'whole')).status).toBe(200);
    expect(await fileUrl(id, 'model.pt', sum.base64)).toBeNull();
    await sendManifest(id, { 'model.pt': { digest: sum.base64, size: 5, local_path: '/home/me/secret', tomorrow: true } });
    const first = await commit(id);
    expect(first.errors).toBeUndefined();
    expect(await commit(id)).toEqual(first);
    expect((await world.engine.client.versions.get({ ref: 'p/whole:v0' })).files).toBe(1);
    const { data } = await gql('query($id: ID!) { artifact(id: $id) { digest currentManifest { file { directUrl } } } }', { id });
    expect(data?.['artifact'].digest).toBe(digestOf({ 'model.pt': sum.base64 }));
    const manifest = await world.ask(pathOf(data?.['artifact'].currentManifest.file.directUrl), { token: false });
    expect(manifest.text).not.toContain('secret');
  });
});

describe('addresses that are their own permission', () => {
  it('open for what they were given out for, and for nothing else', async () => {
    const sum = md5('sealed');
    const id = await begin('sealed', digestOf({ a: sum.base64 }));
    const path = pathOf(String(await fileUrl(id, 'a', sum.base64)));
    const [, , kind, seal, ...rest] = path.split('/');
    const other = ['', 'wandb', kind, seal, ...rest.slice(0, -1), md5('x').hex].join('/');
    for (const [method, tried] of [['GET', path], ['PUT', other], ['PUT', path.replace(/\.[^/]+/, `.${'A'.repeat(22)}`)], ['PUT', path.replace('/wandb/artifact/', '/wandb/run/')], ['PUT', '/wandb/artifact/x/y/z'], ['GET', '/wandb/blob/../../../device.key']] as const) {
      const answer = await world.ask(tried, { method, token: false, body: method === 'PUT' ? 'sealed' : undefined as never });
      expect([method, tried, answer.status >= 400 && answer.status < 500]).toEqual([method, tried, true]);
    }
    expect((await world.ask(path, { method: 'PUT', token: false, body: 'sealed', headers: { origin: 'https://evil.example' } })).status).toBe(403);
    expect((await world.ask(path, { method: 'PUT', token: false, body: 'sealed' })).status).toBe(200);
  });

  it('gives addresses only to the holder of a token', async () => {
    const body = JSON.stringify({ query: '{ viewer { entity } }' });
    const headers = { 'content-type': 'application/json' };
    expect((await world.ask('/graphql', { method: 'POST', token: false, headers, body })).status).toBe(401);
    expect((await world.ask('/graphql', { method: 'POST', token: `cairn-${'0'.repeat(40)}`, headers, body })).status).toBe(401);
    expect((await world.ask('/files/e/p/r/file_stream', { method: 'POST', token: false, headers, body: '{}' })).status).toBe(401);
    expect((await world.ask(`/artifactsV2/default/e/p/c/b/${md5('whole').hex}/f`, { token: false })).status).toBe(401);
    expect((await world.ask(`/artifactsV2/default/e/p/c/b/${md5('whole').hex}/f`)).text).toBe('whole');
  });
});

describe('a client that Cairn does not know', () => {
  it('is told null for a field nobody knows, and why for a call nobody offers', async () => {
    expect(await gql('{ viewer { entity fieldOfTomorrow { a } } }')).toMatchObject({ data: { viewer: { fieldOfTomorrow: null } } });
    const { data, errors } = await gql('query { mine: viewer { entity } teleport(to: "x") { ok } }');
    expect(data).toMatchObject({ mine: { entity: expect.any(String) }, teleport: null });
    expect(errors?.[0]?.message).toContain('"teleport"');
    expect((await gql('mutation { rewindRun(input: {}) { ok } }')).errors?.[0]?.message).toContain('not offered');
  });

  it('of a year ago finds the types it asks for before it uses them, and the number of a link among its aliases', async () => {
    const { data: types } = await gql('{ settings: __type(name: "ServerSettings") { fields { name } } artifact: __type(name: "Artifact") { fields { name } } aliases: __type(name: "AddAliasesInput") { name } none: __type(name: "OfTomorrow") { name } }');
    expect(types).toMatchObject({ settings: { fields: [] }, aliases: { name: 'AddAliasesInput' }, none: null });
    expect(types?.['artifact'].fields).toContainEqual({ name: 'historyStep' });
    for (const name of ['aged', 'aged-too']) for await (const _ of await world.engine.client.ingest.log({ name, project: 'p', references: [{ uri: `s3://b/${name}` }], link: 'Aged Model' })) continue;
    const { data } = await gql('{ project(name: "p") { artifactCollectionMembership(name: "Aged Model:latest") { versionIndex aliases { alias } artifact { versionIndex } } } }');
    expect(data?.['project'].artifactCollectionMembership).toEqual({ versionIndex: 1, aliases: expect.arrayContaining([{ alias: 'latest' }, { alias: 'v1' }]), artifact: { versionIndex: 0 } });
  });

  it('is refused what is no GraphQL, is too deep, or too long', async () => {
    for (const query of ['{', 'subscription { a }', '', '{ viewer { '.repeat(3)]) {
      const answer = await world.ask('/graphql', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }) });
      expect([query, answer.status]).toEqual([query, 400]);
    }
    const loop = 'query { project(name: "p") { ...A } } fragment A on Project { ...A }';
    expect((await gql(loop)).errors?.[0]?.message).toContain('nests deeper');
    const long = await world.ask('/graphql', { method: 'POST', headers: { 'content-type': 'application/json', 'content-length': '99999999' }, body: '{}' });
    expect(long.status).toBe(400);
  });
});

describe('the stream of a run', () => {
  const stream = (body: unknown, key = 'r1') => world.ask(`/files/${world.engine.context.where().entity}/p/${key}/file_stream`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

  it('keeps what it can of lines that are no JSON, and each row once however often it comes', async () => {
    const content = ['{"loss":1,"_step":0,"_timestamp":1.7e9}', 'not json', '{"loss":NaN,"deep":{"a":-Infinity},"text":"NaN is a word","_step":2}'];
    for (let time = 0; time < 2; time += 1) expect((await stream({ files: { 'wandb-history.jsonl': { offset: 0, content } } })).status).toBe(200);
    const { id } = await world.engine.client.runs.get({ run: 'r1', project: 'p' });
    const { rows } = await world.engine.client.runs.rows({ run: id });
    expect(rows.map(({ row, values }) => [row, values])).toEqual([[0, { loss: 1 }], [1, {}], [2, { loss: 'NaN', 'deep.a': '-Infinity', text: 'NaN is a word' }]]);
  });

  it('refuses runs that were never begun and bodies of another form', async () => {
    expect((await stream({}, 'nobody')).status).toBe(404);
    expect((await stream({ files: { 'wandb-history.jsonl': { offset: -1, content: [] } } })).status).toBe(400);
    expect((await stream({ files: { 'wandb-history.jsonl': { offset: 0, content: [7] } } })).status).toBe(400);
    const { data } = await gql('mutation { createRunFiles(input: {projectName: "p", runName: "r1", files: ["ok.txt", "../no.txt", "/no.txt"]}) { files { name uploadUrl } } }');
    expect(data?.['createRunFiles'].files.map((file: { name: string; uploadUrl: string | null }) => [file.name, file.uploadUrl !== null])).toEqual([['ok.txt', true], ['../no.txt', false], ['/no.txt', false]]);
  });
});
