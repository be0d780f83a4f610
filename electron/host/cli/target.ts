// Which storage is meant on the command line.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CairnError } from '../../../shared/contract/errors.js';
import type { RemoteTarget } from '../../../shared/contract/remotes.js';

/** A path is a folder remote; keys are read from the environment so that they stay out of the list of processes. */
export function targetOf(place: string, options: { readonly keyFromEnv?: boolean }): RemoteTarget {
  const url = /^[a-z0-9]+:/i.test(place) && !/^[a-z]:[\\/]/i.test(place) ? place : pathToFileURL(resolve(place)).href;
  const secrets: Record<string, string> = {};
  if (options.keyFromEnv) {
    const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = process.env;
    if (!accessKeyId || !secretAccessKey) throw new CairnError('invalid_input', 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set.');
    Object.assign(secrets, { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) });
  }
  return { url, secrets };
}
