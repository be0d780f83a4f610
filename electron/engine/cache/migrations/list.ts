// The migrations of cache.db in order: forward only, never edited after a release.
import { m010Blobs } from './m010Blobs.js';
import { m500Sync } from './m500Sync.js';
import { m510SyncLogAbout } from './m510SyncLogAbout.js';
import { m520SeenByRemote } from './m520SeenByRemote.js';

export const CACHE_MIGRATIONS: readonly { readonly version: number; readonly sql: string }[] = [
  { version: 10, sql: m010Blobs },
  { version: 500, sql: m500Sync },
  { version: 510, sql: m510SyncLogAbout },
  { version: 520, sql: m520SeenByRemote },
];
