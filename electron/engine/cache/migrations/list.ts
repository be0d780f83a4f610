// The migrations of cache.db in order: forward only, never edited after a release.
import { m010Blobs } from './m010Blobs.js';

export const CACHE_MIGRATIONS: readonly { readonly version: number; readonly sql: string }[] = [{ version: 10, sql: m010Blobs }];
