// What a model signature signs: an in-toto statement that names the digest of every file (OpenSSF Model Signing v1.0).
import { createHash } from 'node:crypto';
import { z } from 'zod';

const STATEMENT = 'https://in-toto.io/Statement/v1';
const PREDICATE = 'https://model_signing/signature/v1.0';
/** Left out by the reference tool unless it is told otherwise. */
const GIT_PATHS = ['.git', '.gitattributes', '.github', '.gitignore'];

const Resource = z.object({ name: z.string().min(1), algorithm: z.string(), digest: z.string().regex(/^([0-9a-f]{2})+$/) });
const Statement = z.object({
  _type: z.literal(STATEMENT),
  predicateType: z.literal(PREDICATE),
  subject: z.tuple([z.object({ name: z.string(), digest: z.object({ sha256: z.string() }) })]),
  predicate: z.object({
    serialization: z.object({ method: z.string(), ignore_paths: z.array(z.string()).default([]) }),
    resources: z.array(Resource),
  }),
});

export type Resource = z.infer<typeof Resource>;
export interface SignedFiles {
  /** `files`: a resource is a whole file. Others are not read by this version. */
  readonly method: string;
  readonly resources: readonly Resource[];
  /** Files and folders that were left out. */
  readonly ignored: readonly string[];
}

const rootOf = (digests: readonly string[]): string => createHash('sha256').update(Buffer.from(digests.join(''), 'hex')).digest('hex');

/** Whether a path is one of these, or lies in one. */
export function isIgnored(path: string, ignored: readonly string[]): boolean {
  return ignored.some((each) => path === each || path.startsWith(`${each.replace(/\/$/, '')}/`));
}

/** The bytes that are signed. `sha256`: of each file, in any order. Files of git are left out, as the reference tool does. */
export function encodeStatement(name: string, files: readonly { readonly path: string; readonly sha256: string }[]): Uint8Array {
  const resources = files.filter(({ path }) => !isIgnored(path, GIT_PATHS)).map(({ path, sha256 }) => ({ name: path, algorithm: 'sha256', digest: sha256 }));
  const statement = {
    _type: STATEMENT,
    subject: [{ name, digest: { sha256: rootOf(resources.map(({ digest }) => digest)) } }],
    predicateType: PREDICATE,
    predicate: { serialization: { method: 'files', hash_type: 'sha256', allow_symlinks: false, ignore_paths: GIT_PATHS }, resources },
  };
  return Buffer.from(JSON.stringify(statement), 'utf8');
}

/** Undefined for what is no such statement, or does not hang together. */
export function decodeStatement(payload: Uint8Array): SignedFiles | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(payload).toString('utf8'));
  } catch {
    return undefined;
  }
  const statement = Statement.safeParse(parsed);
  if (!statement.success) return undefined;
  const { subject, predicate } = statement.data;
  if (rootOf(predicate.resources.map(({ digest }) => digest)) !== subject[0].digest.sha256) return undefined;
  return { method: predicate.serialization.method, resources: predicate.resources, ignored: predicate.serialization.ignore_paths };
}
