// remotes.json in the data root: the storage that registries live in, without keys. What a person chose for this device alone.
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CairnError } from '../../../../shared/contract/errors.js';
import { RemoteMode, RemoteReport, type MirrorRow, type RemoteRow } from '../../../../shared/contract/remotes.js';
import { kindOfUrl } from '../../remotes/registry.js';

const StoredMirror = z.object({
  name: z.string(),
  url: z.string(),
  mode: RemoteMode,
  added: z.number(),
  secrets: z.array(z.string()),
  last: z.object({ at: z.number(), objects: z.number(), bytes: z.number() }).nullable(),
  problem: z.string().nullable(),
  /** Of the error behind the problem. */
  code: z.string().nullable().default(null),
});
/** A mirror as it is kept. */
export type StoredMirror = z.infer<typeof StoredMirror>;

const Stored = z.object({
  name: z.string(),
  url: z.string(),
  registry: z.string(),
  mode: RemoteMode,
  writable: z.boolean(),
  mirror: z.boolean().default(false),
  added: z.number(),
  /** Names of the secrets that were given for it. */
  secrets: z.array(z.string()),
  report: RemoteReport.nullable(),
  mirrors: z.array(StoredMirror).default([]),
});
/** A remote as it is kept. */
export type StoredRemote = z.infer<typeof Stored>;
const Contents = z.object({ remotes: z.array(Stored) });

export interface RemotesFile {
  list(): readonly StoredRemote[];
  /** Puts it in the place of the one of that name. */
  put(remote: StoredRemote): void;
  /** Changes the one of that name as it stands now: another may have changed it since it was read. @throws CairnError not_found when it was left meanwhile */
  change(name: string, to: (now: StoredRemote) => StoredRemote): StoredRemote;
  remove(name: string): void;
}

/** The name under which a secret of a remote is kept. */
export function secretName(remote: string, secret: string): string {
  return `remote.${remote}.${secret}`;
}

export function mirrorRow({ secrets: _, mode: _mode, code: _code, ...mirror }: StoredMirror): MirrorRow {
  return { ...mirror, kind: kindOfUrl(mirror.url).id };
}

export function remoteRow({ secrets: _, ...remote }: StoredRemote): RemoteRow {
  return { ...remote, kind: kindOfUrl(remote.url).id, mirrors: remote.mirrors.map(mirrorRow) };
}

/** Read at every use: another process may have changed it. A file that cannot be understood is an error that names it, never overwritten. */
export function openRemotesFile(dataRoot: string): RemotesFile {
  const file = join(dataRoot, 'remotes.json');

  function list(): StoredRemote[] {
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw new CairnError('data_root_unusable', `Reading the list of remotes failed: ${file} cannot be read. Check its permissions.`, { file }, { cause: error });
    }
    try {
      return Contents.parse(JSON.parse(text)).remotes;
    } catch (error) {
      throw new CairnError('data_root_unusable', `Reading the list of remotes failed: ${file} is not in form. Mend it, or move it away and add the remotes again.`, { file }, { cause: error });
    }
  }

  function write(remotes: readonly StoredRemote[]): void {
    const temp = `${file}.${process.pid}.tmp`;
    try {
      const handle = openSync(temp, 'w', 0o600);
      try {
        writeSync(handle, `${JSON.stringify({ remotes }, null, 2)}\n`);
        fsyncSync(handle);
      } finally {
        closeSync(handle);
      }
      renameSync(temp, file);
    } catch (error) {
      rmSync(temp, { force: true });
      throw new CairnError('data_root_unusable', `Writing the list of remotes to ${file} failed. Check the space and the permissions of the data folder.`, { file }, { cause: error });
    }
  }

  const put = (remote: StoredRemote): void => write([...list().filter(({ name }) => name !== remote.name), remote]);

  return {
    list,
    put,
    change(name, to) {
      const now = list().find((each) => each.name === name);
      if (!now) throw new CairnError('not_found', `Changing the remote "${name}" failed: it was left meanwhile.`, { name });
      const changed = to(now);
      put(changed);
      return changed;
    },
    remove: (name) => write(list().filter((remote) => remote.name !== name)),
  };
}
