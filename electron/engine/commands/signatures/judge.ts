// Whether a model signature holds: the key signed the statement, and the statement is about the files as they are.
import type { ModelSignature } from '../../../../shared/contract/signatures.js';
import { fingerprintOf } from '../../domain/signing/ecKey.js';
import { isSignedBy, type ModelBundle } from '../../domain/signing/bundle.js';
import { decodeStatement, isIgnored, type SignedFiles } from '../../domain/signing/statement.js';
import { isKnownHash, type SignedFile, type Sum } from './sums.js';

type Verdict = Pick<ModelSignature, 'fingerprint' | 'signer' | 'state' | 'message' | 'unsigned'>;

const UNSIGNED = 100;

/** The files that a statement is about, each with the kind of digest it names. */
export function namedFiles(files: readonly SignedFile[], statement: SignedFiles | undefined): (SignedFile & { readonly algorithm: string })[] {
  const algorithms = new Map(statement?.resources.map(({ name, algorithm }) => [name, algorithm]));
  return files.flatMap((file) => {
    const algorithm = algorithms.get(file.path);
    return algorithm !== undefined && isKnownHash(algorithm) ? [{ ...file, algorithm }] : [];
  });
}

/** Why the statement is not about these files; null where it is, undefined where not all is known. */
function differenceOf({ resources, ignored }: SignedFiles, files: readonly SignedFile[], sums: ReadonlyMap<string, Sum>): string | null | undefined {
  const named = new Set(resources.map(({ name }) => name));
  const paths = new Set(files.map(({ path }) => path));
  const extra = files.find(({ path }) => !named.has(path) && !isIgnored(path, ignored));
  if (extra) return `${extra.path} is not among the files that were signed`;
  const lacking = resources.find(({ name }) => !paths.has(name));
  if (lacking) return `${lacking.name} was signed and is not in the version`;
  const changed = resources.find(({ name, digest }) => sums.has(name) && sums.get(name)?.value !== digest);
  if (changed) return `${changed.name} is not what was signed`;
  return resources.every(({ name }) => sums.has(name)) ? null : undefined;
}

/** @param publicKey that somebody said it is by; the certificate in the bundle is taken where nobody did */
export function judge(bundle: ModelBundle, publicKey: string | null, files: readonly SignedFile[], sums: ReadonlyMap<string, Sum>): Verdict {
  const key = publicKey ?? bundle.certified?.publicKey ?? null;
  const statement = decodeStatement(bundle.payload);
  const signer = bundle.certified?.signer ?? null;
  const unsigned = statement ? files.map(({ path }) => path).filter((path) => !statement.resources.some(({ name }) => name === path)).slice(0, UNSIGNED) : [];
  const said = (state: Verdict['state'], message: string): Verdict => ({ fingerprint: key === null ? bundle.hint : fingerprintOf(key), signer, state, message, unsigned });
  if (key !== null && !isSignedBy(bundle, key)) return said('broken', 'it was not made by this key, or was changed since');
  if (!statement) return said('broken', 'it signs something else than the files of a model');
  const difference = statement.method === 'files' ? differenceOf(statement, files, sums) : undefined;
  if (typeof difference === 'string') return said('broken', difference);
  if (key === null) return said('unchecked', 'its public key is not known here; name it with "cairn verify <ref> --signature --key pub.pem"');
  if (statement.method !== 'files' || statement.resources.some(({ algorithm }) => !isKnownHash(algorithm))) return said('unchecked', `the signature is by this key; its digests ("${statement.method}") are for the reference tool to check`);
  if (difference === undefined) return said('unchecked', 'the signature is by this key; the files were not read yet');
  return said('holds', signer === null ? 'every file is what was signed' : 'every file is what was signed; who vouches for the certificate was not looked at');
}
