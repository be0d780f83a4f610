// cairn sign, and what verify, show and use say about signatures.
import type { Command } from 'commander';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CairnError, EXIT } from '../../../shared/contract/errors.js';
import type { ModelSignature } from '../../../shared/contract/signatures.js';
import { signBundle, signerOf, type EngineClient } from '../../engine/index.js';
import { printJson, printLine, progressLine, when } from './output.js';
import { withSession } from './session.js';

const PASSPHRASE = 'CAIRN_KEY_PASSPHRASE';
const WORDS: Readonly<Record<ModelSignature['state'], string>> = { holds: 'signature holds', broken: 'signature does not hold', unchecked: 'signature not checked' };

function readText(path: string, what: string): string {
  try {
    return readFileSync(resolve(path), 'utf8');
  } catch (error) {
    throw new CairnError('invalid_input', `Reading ${what} ${path} failed: ${(error as Error).message}`, { path }, { cause: error });
  }
}

/** `signature holds: every file is what was signed` with key, person and time. */
export function signatureLine({ state, message, fingerprint, signer, actor, device, at }: ModelSignature): string {
  const by = [...(signer === null ? [] : [signer]), ...(fingerprint === null ? [] : [`key ${fingerprint.slice(0, 16)}`])].join(', ');
  return `${WORDS[state]}: ${message}${by === '' ? '' : `  ${by}`}  attached ${when(at)} by ${actor.name} on ${device}`;
}

async function lastOf<E extends { readonly event: string }>(events: AsyncIterable<E>): Promise<Extract<E, { event: 'done' }>> {
  const progress = progressLine();
  for await (const event of events) {
    if (event.event === 'done') {
      progress.end();
      return event as Extract<E, { event: 'done' }>;
    }
    progress.show((event as unknown as { progress: Parameters<typeof progress.show>[0] }).progress);
  }
  throw new CairnError('internal', 'The engine ended without an answer.');
}

/** The private key is read here alone: the engine gets what was signed with it. */
async function makeBundle(client: EngineClient, ref: string, key: string, signal: AbortSignal): Promise<{ bundle: string; publicKey: string }> {
  const signer = signerOf(readText(key, 'the private key'), process.env[PASSPHRASE]);
  const { payload } = await lastOf(await client.signatures.statement({ ref }, { signal }));
  return { bundle: signBundle(Buffer.from(payload, 'base64'), signer), publicKey: signer.publicKey };
}

export function addSignVerb(program: Command): void {
  program
    .command('sign')
    .description("sign a version's files (OpenSSF Model Signing), or attach a signature made elsewhere")
    .argument('<ref>', '[[entity/]project/]name[:alias], or name@digest')
    .option('--key <file>', `private key (PEM; P-256, P-384 or P-521) to sign with; the passphrase of an encrypted one in ${PASSPHRASE}`)
    .option('--bundle <file>', 'a signature of these files that was made elsewhere, such as model.sig')
    .option('--public-key <file>', 'with --bundle: the public key (PEM) that it is by')
    .action(
      withSession(async ({ client, json, signal }, ref: string, { key, bundle, publicKey }: { key?: string; bundle?: string; publicKey?: string }) => {
        if ((key === undefined) === (bundle === undefined)) throw new CairnError('invalid_input', 'Say either --key, to sign with it, or --bundle, to attach a signature that is there.');
        const made = key === undefined ? { bundle: readText(bundle ?? '', 'the signature'), ...(publicKey === undefined ? {} : { publicKey: readText(publicKey, 'the public key') }) } : await makeBundle(client, ref, key, signal);
        const done = await lastOf(await client.signatures.attach({ ref, ...made }, { signal }));
        const [newest] = done.signatures;
        if (json) printJson({ ref: done.ref, signature: newest });
        else if (newest) printLine(`${done.ref}  ${signatureLine(newest)}`);
        return EXIT.ok;
      }),
    );
}

/** Exit 0 where a signature holds; without a key to ask for, only where none is broken as well. */
export async function verifySignatures(client: EngineClient, { ref, key, json, signal }: { ref: string; key: string | undefined; json: boolean; signal: AbortSignal }): Promise<number> {
  const done = await lastOf(await client.signatures.check({ ref, ...(key === undefined ? {} : { publicKey: readText(key, 'the public key') }) }, { signal }));
  if (json) printJson({ ref: done.ref, signatures: done.signatures });
  else {
    for (const signature of done.signatures) printLine(signatureLine(signature));
    if (done.signatures.length === 0) printLine(`${done.ref} has no signature.`);
  }
  const broken = done.signatures.some(({ state }) => state === 'broken');
  return done.signatures.some(({ state }) => state === 'holds') && (key !== undefined || !broken) ? EXIT.ok : EXIT.error;
}

/** Writes the newest bundle beside the files, where the reference tool looks for it. */
export async function writeSignature(client: EngineClient, ref: string, folder: string): Promise<void> {
  const { text } = await client.signatures.bundle({ ref });
  const file = join(folder, 'model.sig');
  try {
    writeFileSync(file, text, { flag: 'wx' });
  } catch (error) {
    throw new CairnError('invalid_input', `Writing ${file} failed: ${(error as Error).message}`, { path: file }, { cause: error });
  }
}
