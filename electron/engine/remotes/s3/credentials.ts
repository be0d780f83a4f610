// The keys a bucket is opened with: those given, else a profile of the AWS files, else the environment. Read again when they expire.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { loadSharedConfigFiles } from '@smithy/core/config';
import { z } from 'zod';
import { CairnError } from '../../../../shared/contract/errors.js';
import type { Clock } from '../../ports.js';
import type { RemoteSecrets } from '../types.js';
import type { ProfileSettings } from './place.js';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** Where they came from, for messages. */
  readonly from: string;
  /** Ms; absent for keys that stay. */
  readonly expires?: number;
}

const ProcessOutput = z.object({ AccessKeyId: z.string(), SecretAccessKey: z.string(), SessionToken: z.string().optional(), Expiration: z.string().optional() });

/** A profile may name a program that gives out keys (the AWS tools call it so). */
async function fromProgram(command: string, profile: string): Promise<Keys> {
  const { stdout } = await promisify(execFile)(process.platform === 'win32' ? 'cmd' : '/bin/sh', [process.platform === 'win32' ? '/c' : '-c', command], { timeout: 60_000 });
  const given = ProcessOutput.parse(JSON.parse(stdout));
  return {
    accessKeyId: given.AccessKeyId,
    secretAccessKey: given.SecretAccessKey,
    ...(given.SessionToken ? { sessionToken: given.SessionToken } : {}),
    ...(given.Expiration ? { expires: Date.parse(given.Expiration) } : {}),
    from: `the program of profile ${profile}`,
  };
}

async function fromProfile(profile: string): Promise<Keys> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true });
  const found = { ...configFile[profile], ...credentialsFile[profile] };
  const { aws_access_key_id: accessKeyId, aws_secret_access_key: secretAccessKey, aws_session_token: sessionToken, credential_process: program } = found;
  if (accessKeyId && secretAccessKey) return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}), from: `profile ${profile}` };
  if (program) {
    try {
      return await fromProgram(program, profile);
    } catch (error) {
      throw new CairnError('forbidden', `Profile ${profile} names a program for its keys, and it gave none: ${(error as Error).message}.`, { profile }, { cause: error });
    }
  }
  const known = Object.keys({ ...configFile, ...credentialsFile });
  throw new CairnError('forbidden', `Profile ${profile} holds no access key${known.includes(profile) ? ' (sign-in profiles are read by a credential_process line)' : `; the AWS files have ${known.join(', ') || 'no profile'}`}.`, { profile });
}

function fromEnvironment(env: NodeJS.ProcessEnv): Keys | undefined {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = env;
  return accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}), from: 'the environment' } : undefined;
}

/** @throws CairnError forbidden when there are none */
export async function findKeys(secrets: RemoteSecrets, profile: string | undefined, env: NodeJS.ProcessEnv): Promise<Keys> {
  const { accessKeyId, secretAccessKey, sessionToken } = secrets;
  if (accessKeyId && secretAccessKey) return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}), from: 'the keys of this remote' };
  if (accessKeyId || secretAccessKey) throw new CairnError('forbidden', `This remote has ${accessKeyId ? 'an access key and no secret key' : 'a secret key and no access key'}: enter both.`);
  if (profile !== undefined) return fromProfile(profile);
  const found = fromEnvironment(env);
  if (found) return found;
  if (env['AWS_PROFILE']) return fromProfile(env['AWS_PROFILE']);
  try {
    return await fromProfile('default');
  } catch (error) {
    throw new CairnError('forbidden', 'No keys for the bucket were found: give an access key and a secret key, name a profile, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.', {}, { cause: error });
  }
}

/** The profile that `findKeys` takes the keys from, if it takes them from one. */
function profileOf({ accessKeyId, secretAccessKey }: RemoteSecrets, named: string | undefined, env: NodeJS.ProcessEnv): string | undefined {
  return named ?? ((accessKeyId && secretAccessKey) || fromEnvironment(env) ? undefined : env['AWS_PROFILE'] || 'default');
}

/** Region and address that belong to the profile of the keys. */
export async function findSettings(secrets: RemoteSecrets, named: string | undefined, env: NodeJS.ProcessEnv = process.env): Promise<ProfileSettings> {
  const profile = profileOf(secrets, named, env);
  if (profile === undefined) return {};
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true });
  const { region, endpoint_url: endpoint, services } = { ...configFile[profile], ...credentialsFile[profile] };
  return { region, endpoint: (services && configFile[`services.${services}`]?.['s3.endpoint_url']) || endpoint };
}

/** Reads keys once, and again a minute before they expire, or when those that were given out were `refused`; once for all who ask meanwhile. */
export function createKeySource(secrets: RemoteSecrets, profile: string | undefined, clock: Clock, env: NodeJS.ProcessEnv = process.env): (refused?: Keys) => Promise<Keys> {
  let held: Keys | undefined;
  let reading: Promise<Keys> | undefined;
  const read = async (): Promise<Keys> => {
    try {
      held = await findKeys(secrets, profile, env);
      return held;
    } finally {
      reading = undefined;
    }
  };
  return async (refused) => {
    if (held && held !== refused && (held.expires === undefined || held.expires > clock.now() + 60_000)) return held;
    reading ??= read();
    return reading;
  };
}
