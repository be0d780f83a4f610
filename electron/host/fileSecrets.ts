// Secrets where no keychain is at hand: the environment, else a file that only its owner can read.
import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { CairnError } from '../../shared/contract/errors.js';
import type { Secrets } from '../engine/ports.js';

const Stored = z.record(z.string(), z.string());

/** `CAIRN_SECRET_<NAME>` (upper case, other characters as `_`) wins over the file. */
export function fileSecrets(file: string, env: Readonly<Record<string, string | undefined>>): Secrets {
  return {
    async get(name) {
      return env[`CAIRN_SECRET_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`] ?? read(file)[name];
    },
    async set(name, value) {
      write(file, { ...read(file), [name]: value });
    },
    async delete(name) {
      const { [name]: _gone, ...rest } = read(file);
      write(file, rest);
    },
  };
}

function read(file: string): Record<string, string> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new CairnError('data_root_unusable', `Reading the secrets file ${file} failed; check that it is yours and readable.`, { file }, { cause: error });
  }
  try {
    return Stored.parse(JSON.parse(text));
  } catch (error) {
    throw new CairnError('corrupt', `The secrets file ${file} is not valid JSON; mend it or delete it and enter the secrets again.`, { file }, { cause: error });
  }
}

function write(file: string, secrets: Record<string, string>): void {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.new`;
  const handle = openSync(temporary, 'w', 0o600);
  try {
    chmodSync(temporary, 0o600);
    writeSync(handle, JSON.stringify(secrets));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(temporary, file);
}
