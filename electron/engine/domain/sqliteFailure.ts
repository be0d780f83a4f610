// What SQLite refuses, in the words of the closed list. Pure: the store and the cache both speak through it.
import { CairnError, type ErrorCode } from '../../../shared/contract/errors.js';

/** Beginning of SQLite's code -> our code, and what was found and what to do. The first that fits counts. */
const KNOWN: readonly (readonly [prefix: string, code: ErrorCode, found: string])[] = [
  ['SQLITE_BUSY', 'busy', 'another process kept its lock for too long; try again, or close the other program'],
  ['SQLITE_FULL', 'no_space', 'the disk is full; free some space and try again'],
  ['SQLITE_READONLY', 'data_root_unusable', 'it is read-only; mend its permissions, or choose another data folder'],
  ['SQLITE_NOTADB', 'data_root_unusable', 'it is no database; bring it back from a backup, or move it away'],
  ['SQLITE_CORRUPT', 'data_root_unusable', 'it is damaged; bring it back from a backup, or move it away'],
  ['SQLITE_IOERR', 'data_root_unusable', 'the disk reported an error; look after the disk and free some space'],
  ['SQLITE_CANTOPEN', 'data_root_unusable', 'the system does not open it; look at what is there, its permissions and its folder'],
];

function sqliteCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  if (error.code.startsWith('SQLITE_')) return error.code;
  return error.message.startsWith('ConnectionFailed') ? 'SQLITE_CANTOPEN' : undefined;
}

/** The error to throw for `error`: a CairnError that names the file where SQLite's is known, else the error itself. `doing` begins the sentence. */
export function sqliteFailure(error: unknown, doing: string, file: string): unknown {
  const code = sqliteCode(error);
  const known = code === undefined ? undefined : KNOWN.find(([prefix]) => code.startsWith(prefix));
  return known ? new CairnError(known[1], `${doing} ${file}: ${known[2]}`, { file, sqlite: code }, { cause: error }) : error;
}

/** Runs `work`, and throws what `sqliteFailure` makes of its error. */
export function namingSqlite<T>(doing: string, file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw sqliteFailure(error, doing, file);
  }
}
