// What the operations of the cache are made of; put together once in cache.ts.
import type { Clock, Logger } from '../ports.js';
import type { BlobRows } from './blobRows.js';
import type { Cloner } from './clone.js';
import type { Sqlite } from './database.js';
import type { Holds } from './holds.js';
import type { Layout } from './layout.js';
import type { Presence } from './presence.js';
import type { Processes } from './processes.js';
import type { Turns } from './turns.js';
import type { Workers } from './workers.js';

export interface Parts {
  readonly layout: Layout;
  readonly db: Sqlite;
  readonly rows: BlobRows;
  readonly presence: Presence;
  readonly processes: Processes;
  readonly holds: Holds;
  readonly workers: Workers;
  /** Of those who bring blobs. */
  readonly arrivals: Turns;
  /** Between other places and the data root. */
  readonly cloner: Cloner;
  readonly clock: Clock;
  readonly logger: Logger;
}
