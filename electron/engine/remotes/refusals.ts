// The errors that every kind of remote has in common.
import { CairnError } from '../../../shared/contract/errors.js';

export function tooLong(key: string, found: number, maxBytes: number): CairnError {
  return new CairnError('corrupt', `Reading ${key} from the remote, ${found} bytes were found where at most ${maxBytes} belong.`, { key });
}

export function notOverwritten(key: string): CairnError {
  return new CairnError('internal', `Overwriting ${key} was asked for; only hints and what its key vouches for may be overwritten.`, { key });
}

export function notDeleted(key: string): CairnError {
  return new CairnError('internal', `Removing ${key} was asked for; claims, logs and devices stay for ever.`, { key });
}
