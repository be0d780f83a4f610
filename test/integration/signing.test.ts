// Model signatures, with the reference tool at the other end: what one signs the other verifies, and neither takes a byte that changed.
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CACHE } from '../../build/lib/paths.mjs';
import type { ModelSignature, SignatureEvent } from '../../shared/contract/signatures.js';
import { cairn, cairnJson } from '../support/cli.js';
import { expectError, failureOf, type EngineWorld } from '../support/engineWorld.js';
import { joinedWorlds } from '../support/joinedWorlds.js';
import { rot } from '../support/rot.js';
import { tempFolder } from '../support/tempFolder.js';

/** Said when the package cannot be had; listed in test/skips.json. */
const NO_MODEL_SIGNING = 'the model-signing package cannot be installed from PyPI here';
/** The tool imports the second, and does not ask for it. */
const WANTED = ['model-signing', 'pyopenssl'];

/** The reference tool in .cache, kept from one run to the next; undefined where PyPI cannot be reached. */
function referenceTool(): string | undefined {
  const folder = join(CACHE, 'model-signing');
  const mark = join(folder, 'cairn-installed');
  const tool = join(folder, 'bin', 'model_signing');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === WANTED.join(' ')) return tool;
  if (spawnSync('python3', ['-m', 'venv', folder], { stdio: 'ignore' }).status !== 0) return undefined;
  if (spawnSync(join(folder, 'bin', 'python'), ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', ...WANTED], { stdio: 'ignore', timeout: 300_000 }).status !== 0) return undefined;
  writeFileSync(mark, WANTED.join(' '));
  return tool;
}

const joined = joinedWorlds();

const run = (tool: string, args: readonly string[]): number | null => spawnSync(tool, args, { stdio: 'ignore' }).status;

interface Keys {
  readonly secret: string;
  readonly open: string;
}

function keysIn(folder: string, name: string, namedCurve: string): Keys {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
  const keys = { secret: join(folder, `${name}.pem`), open: join(folder, `${name}.pub.pem`) };
  writeFileSync(keys.secret, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  writeFileSync(keys.open, publicKey.export({ type: 'spki', format: 'pem' }));
  return keys;
}

/** A model of some files, with what git leaves beside them. */
function modelIn(folder: string): string {
  const model = join(folder, 'm');
  mkdirSync(join(model, 'sub dir'), { recursive: true });
  writeFileSync(join(model, 'model.bin'), Buffer.alloc(3_000_000, 7));
  writeFileSync(join(model, 'sub dir', 'ü.json'), '{}');
  writeFileSync(join(model, 'empty'), '');
  writeFileSync(join(model, '.gitattributes'), '* text');
  return model;
}

function turn(file: string): void {
  const body = readFileSync(file);
  body[body.length >> 1] = (body[body.length >> 1] ?? 0) ^ 1;
  writeFileSync(file, body);
}

async function lastSignatures(events: Promise<AsyncIterable<SignatureEvent>>): Promise<ModelSignature[]> {
  for await (const event of await events) if (event.event === 'done') return event.signatures;
  throw new Error('It ended early');
}

const attached = (w: EngineWorld, ref: string, bundle: string, publicKey?: string): Promise<ModelSignature[]> => lastSignatures(w.engine.client.signatures.attach({ ref, bundle, ...(publicKey === undefined ? {} : { publicKey }) }));

describe('a model signature', () => {
  it('that Cairn makes is verified by the reference tool, and by neither once a byte has changed', (context) => {
    const tool = referenceTool() ?? context.skip(NO_MODEL_SIGNING);
    const [home, work] = [tempFolder(), tempFolder()];
    const [keys, other] = [keysIn(work, 'mine', 'prime256v1'), keysIn(work, 'other', 'prime256v1')];
    cairnJson(home, ['log', modelIn(work), '--name', 'cnn']);
    const { signature } = cairnJson<{ signature: ModelSignature }>(home, ['sign', 'cnn:v0', '--key', keys.secret]);
    expect(signature).toMatchObject({ state: 'holds', signer: null, unsigned: ['.gitattributes'] });
    expect(cairn(home, ['show', 'cnn:v0']).stdout).toContain(`signature holds: every file is what was signed  key ${signature.fingerprint?.slice(0, 16)}`);
    expect(cairn(home, ['history', 'cnn']).stdout).toContain('signed cnn:v0');
    const out = join(work, 'out');
    cairnJson(home, ['use', 'cnn:v0', '-o', out, '--signature']);
    const verify = (key: Keys): number | null => run(tool, ['verify', 'key', out, '--signature', join(out, 'model.sig'), '--public_key', key.open]);
    expect(verify(keys)).toBe(0);
    expect(verify(other)).toBe(1);
    expect(cairn(home, ['verify', 'cnn:v0', '--signature', '--key', keys.open]).status).toBe(0);
    expect(cairn(home, ['verify', 'cnn:v0', '--signature', '--key', other.open])).toMatchObject({ status: 1, stdout: expect.stringContaining('does not hold: it was not made by this key') as string });
    turn(join(out, 'model.bin'));
    expect(verify(keys)).toBe(1);
    const blob = cairnJson<{ files: { path: string; digest: string }[] }>(home, ['show', 'cnn:v0']).files.find(({ path }) => path === 'model.bin')?.digest ?? '';
    rot(home, blob, 1_000_000);
    expect(cairn(home, ['verify', 'cnn:v0', '--signature', '--key', keys.open])).toMatchObject({ status: 1, stdout: expect.stringContaining('model.bin is not what was signed') as string });
  }, 120_000);

  it.for(['prime256v1', 'secp384r1', 'secp521r1'])('that the reference tool made (%s) is attached and verified, travels with the version, and is refused for other files', { timeout: 120_000 }, async (curve, context) => {
    const tool = referenceTool() ?? context.skip(NO_MODEL_SIGNING);
    const [work, remote] = [tempFolder(), tempFolder()];
    const keys = keysIn(work, 'theirs', curve);
    const [model, sig] = [modelIn(work), join(work, 'theirs.sig')];
    expect(run(tool, ['sign', 'key', model, '--signature', sig, '--private_key', keys.secret])).toBe(0);
    const [bundle, publicKey] = [readFileSync(sig, 'utf8'), readFileSync(keys.open, 'utf8')];
    const a = await joined(remote);
    const first = await a.log([model], { name: 'cnn' });
    expect(await attached(a, first.id, bundle)).toMatchObject([{ state: 'unchecked', message: expect.stringContaining('its public key is not known here') as string }]);
    expect(await attached(a, first.id, bundle, publicKey)).toMatchObject([{ state: 'holds' }]);
    await a.engine.client.sync.now({});

    const b = await joined(remote);
    expect(await b.engine.client.signatures.list({ ref: 'cnn:v0' })).toMatchObject([{ state: 'unchecked', message: 'the signature is by this key; the files were not read yet' }]);
    expect((await b.engine.client.signatures.bundle({ ref: 'cnn:v0' })).text).toBe(bundle);
    expect(await lastSignatures(b.engine.client.signatures.check({ ref: 'cnn:v0' }))).toMatchObject([{ state: 'holds' }]);
    expect(await b.engine.client.signatures.list({ ref: 'cnn:v0' })).toMatchObject([{ state: 'holds' }]);

    turn(join(model, 'model.bin'));
    const second = await a.log([model], { name: 'cnn' });
    expectError(await failureOf(attached(a, second.id, bundle, publicKey)), 'invalid_input', ['model.bin is not what was signed']);
    expectError(await failureOf(attached(a, first.id, bundle, readFileSync(keysIn(work, 'other', curve).open, 'utf8'))), 'invalid_input', ['not made by this key']);
    const envelope = JSON.parse(bundle) as { dsseEnvelope: { payload: string } };
    const payload = Buffer.from(envelope.dsseEnvelope.payload, 'base64');
    payload[payload.indexOf('"sub dir')] = 0x20;
    expectError(await failureOf(attached(a, first.id, JSON.stringify({ ...envelope, dsseEnvelope: { ...envelope.dsseEnvelope, payload: payload.toString('base64') } }), publicKey)), 'invalid_input', ['was changed since']);
    expectError(await failureOf(attached(a, first.id, '{}')), 'invalid_input', ['no Sigstore bundle']);
  });
});
