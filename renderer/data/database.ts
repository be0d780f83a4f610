// The two page-side databases: a replica of the engine's rows that may be thrown away, and what belongs to the page alone.
import { Dexie } from 'dexie';
import type { Table } from 'dexie';
import { PROTOCOL_VERSION } from '../../shared/contract/protocolVersion.js';

/** Raise when the replica's tables change: the old database is dropped, never migrated. */
const REPLICA_SCHEMA = 3;

export interface ScopeRecord {
  readonly scope: string;
  readonly epoch: string;
  /** Change number up to which the rows are true. */
  readonly seq: number;
  /** 1 when every row of the scope is here. */
  readonly complete: 0 | 1;
  readonly total: number;
}

/** When a screen last asked for a scope: apart from what is known of it, so that asking never looks like a change. */
export interface UseRecord {
  readonly scope: string;
  /** Milliseconds since 1970. */
  readonly used: number;
}

export interface RowRecord {
  readonly scope: string;
  readonly key: string;
  readonly order: number;
  readonly row: Record<string, unknown>;
}

export interface Draft {
  readonly id: string;
  readonly saved: number;
  readonly value: Record<string, unknown>;
}

export interface Layout {
  readonly id: string;
  readonly value: Record<string, unknown>;
}

export class Replica extends Dexie {
  declare readonly scopes: Table<ScopeRecord, string>;
  declare readonly uses: Table<UseRecord, string>;
  declare readonly rows: Table<RowRecord, [string, string]>;

  constructor(name: string) {
    // What is here can be read again: nobody need wait for a disk.
    super(name, { chromeTransactionDurability: 'relaxed' });
    this.version(1).stores({ scopes: 'scope', uses: 'scope, used', rows: '[scope+key], scope' });
  }
}

export class PageStore extends Dexie {
  declare readonly drafts: Table<Draft, string>;
  declare readonly layouts: Table<Layout, string>;

  constructor(name: string) {
    super(name);
    this.version(1).stores({ drafts: 'id, saved', layouts: 'id' });
  }
}

/** What tells one data root from another: two of them never share rows. */
export interface Identity {
  readonly registry: string;
  readonly device: string;
}

/** Opens the replica of one data root and drops those of older schemas and protocols. */
export async function openReplica(identity: Identity): Promise<Replica> {
  const family = `cairn-replica:${identity.registry}:${identity.device}:`;
  const name = `${family}s${REPLICA_SCHEMA}p${PROTOCOL_VERSION}`;
  const known = await Dexie.getDatabaseNames();
  for (const other of known) if (other.startsWith(family) && other !== name) await Dexie.delete(other);
  const replica = new Replica(name);
  await replica.open();
  return replica;
}

export async function openPageStore(identity: Identity): Promise<PageStore> {
  const store = new PageStore(`cairn-page:${identity.registry}:${identity.device}`);
  await store.open();
  return store;
}
