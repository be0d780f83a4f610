// Names what the file system refused, in the words of the closed list.
import { CairnError, type ErrorCode } from '../../../shared/contract/errors.js';

/** Which side of the work the path is on: what is read for a person, the data root, or a folder being written for a person. */
export type Side = 'source' | 'root' | 'target';

const SPACE = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const HANDLES = new Set(['EMFILE', 'ENFILE']);

const ADVICE: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EIO: 'the disk reported an error',
  EROFS: 'the disk is read-only',
  ENAMETOOLONG: 'the path is too long for this file system',
  ENOSPC: 'the disk is full; free some space and try again',
  EDQUOT: 'the disk quota is used up; free some space and try again',
  EFBIG: 'the file is larger than this file system allows',
  EMFILE: 'too many files are open; close some programs and try again',
  ENFILE: 'too many files are open on this computer; close some programs and try again',
  ENOENT: 'it is not there',
  ENOTDIR: 'a part of its path is not a folder',
};

/** Of an error of the file system, also of one that was given a name. */
export function errnoOf(error: unknown): string | undefined {
  if (error instanceof CairnError) return typeof error.details['errno'] === 'string' ? error.details['errno'] : undefined;
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function codeFor(side: Side, errno: string | undefined): ErrorCode {
  if (errno === undefined) return 'internal';
  if (HANDLES.has(errno)) return 'busy';
  if (side === 'source') return errno === 'ENOENT' || errno === 'ENOTDIR' ? 'source_missing' : 'source_unreadable';
  if (SPACE.has(errno)) return 'no_space';
  return side === 'root' ? 'data_root_unusable' : 'target_unwritable';
}

/** `doing` begins the sentence: "Reading", "Copying" ... A CairnError passes unchanged. */
export function namedError(error: unknown, side: Side, doing: string, path: string): CairnError {
  if (error instanceof CairnError) return error;
  const errno = errnoOf(error);
  const found = (errno !== undefined ? ADVICE[errno] : undefined) ?? (error instanceof Error ? error.message : String(error));
  return new CairnError(codeFor(side, errno), `${doing} ${path}: ${found}`, { path, ...(errno === undefined ? {} : { errno }) }, { cause: error });
}

export function cancelled(doing: string): CairnError {
  return new CairnError('cancelled', `${doing} was cancelled; nothing was left behind`);
}
