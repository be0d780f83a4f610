// Secrets of this computer: the environment, else a file that only its owner can read, encrypted where a keychain is to be had.
import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { CairnError } from '../../shared/contract/errors.js';
import type { Keychain, Secrets } from '../engine/ports.js';

/** What the keychain encrypted is an object; a plain string is clear text. */
const Value = z.union([z.string(), z.object({ sealed: z.string() })]);
const Stored = z.record(z.string(), Value);
type Stored = z.infer<typeof Stored>;

export interface HostSecrets extends Secrets {
  /** Encrypts what lies there in clear text, where the keychain can be asked. Gives how many. Cut off, it leaves the file as it was. */
  takeIn(): Promise<number>;
}

/** The variable that stands for a secret: `CAIRN_SECRET_` and its name in upper case, other characters as `_`. */
export const secretVariable = (name: string): string => `CAIRN_SECRET_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;

/** The environment wins over the file. */
export function openSecrets(file: string, env: Readonly<Record<string, string | undefined>>, keychain: Keychain): HostSecrets {
  return {
    async get(name) {
      const given = env[secretVariable(name)];
      const value = given ?? read(file)[name];
      if (value === undefined || typeof value === 'string') return value;
      if (!(await keychain.available())) throw unread(name, `the keychain encrypted it. ${keychain.absent}`);
      try {
        return await keychain.open(value.sealed);
      } catch (error) {
        throw unread(name, `the keychain does not open what ${file} holds, which another person or another computer encrypted. Enter it again`, error);
      }
    },
    async set(name, value) {
      const kept = (await keychain.available()) ? { sealed: await keychain.seal(value) } : value;
      write(file, { ...read(file), [name]: kept });
    },
    async delete(name) {
      const { [name]: gone, ...rest } = read(file);
      if (gone !== undefined) write(file, rest);
    },
    async place() {
      return { kept: (await keychain.available()) ? 'keychain' : 'file', file };
    },
    async takeIn() {
      const plain = Object.entries(read(file)).flatMap(([name, value]) => (typeof value === 'string' ? [{ name, value }] : []));
      if (plain.length === 0 || !(await keychain.available())) return 0;
      const taken = new Map<string, { readonly value: string; readonly sealed: string }>();
      for (const { name, value } of plain) {
        const sealed = await keychain.seal(value);
        if ((await keychain.open(sealed)) === value) taken.set(name, { value, sealed });
      }
      // What another process wrote meanwhile stays.
      const now = Object.entries(read(file)).map(([name, value]): [string, Stored[string]] => {
        const mine = taken.get(name);
        return [name, mine && mine.value === value ? { sealed: mine.sealed } : value];
      });
      write(file, Object.fromEntries(now));
      return taken.size;
    },
  };
}

function unread(name: string, why: string, cause?: unknown): CairnError {
  const variable = secretVariable(name);
  return new CairnError('forbidden', `Reading the secret "${name}" failed: ${why}, or set the environment variable ${variable}.`, { secret: name, variable }, { cause });
}

function read(file: string): Stored {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new CairnError('data_root_unusable', `Reading the secrets file ${file} failed; check that it is yours and readable.`, { file }, { cause: error });
  }
  try {
    return Stored.parse(JSON.parse(text));
  } catch {
    // What went wrong would quote what the file holds.
    throw new CairnError('corrupt', `The secrets file ${file} is not in form; mend it or delete it and enter the secrets again.`, { file });
  }
}

function write(file: string, secrets: Stored): void {
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
