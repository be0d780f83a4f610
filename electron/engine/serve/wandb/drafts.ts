// Artifacts on their way in. A draft holds its files' bytes from the first upload to the commit; before that nobody sees anything.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { Digest } from '../../../../shared/contract/primitives.js';
import type { Hold } from '../../cache/types.js';
import type { EngineContext } from '../../commands/context.js';

/** A draft that nothing was heard of for so long is given up, and its bytes go. */
const GIVE_UP_MS = 12 * 60 * 60_000;

export interface DraftWish {
  readonly entity: string;
  readonly project: string;
  /** Key of the run that logs it; null for one a person made outside a run. */
  readonly run: string | null;
  readonly type: string;
  readonly name: string;
  /** The client's digest: hex MD5. */
  readonly digest: string;
  readonly description: string;
  readonly metadata: string | null;
  readonly aliases: readonly string[];
  readonly tags: readonly string[];
  /** Rows of history the client had written by then. */
  readonly historyStep: number | null;
}

export interface Draft extends DraftWish {
  readonly id: string;
  readonly hold: Hold;
  /** Base64 MD5 -> the bytes, kept and held. */
  readonly files: Map<string, { readonly digest: Digest; readonly size: number }>;
  manifest: Uint8Array | undefined;
  /** Settles when it is committed, with the version's id, or given up. */
  readonly done: Promise<string>;
  readonly settle: { resolve(version: string): void; reject(error: Error): void };
  touched: number;
}

export interface Drafts {
  begin(wish: DraftWish, clientId: string | undefined): Draft;
  /** @throws CairnError not_found */
  get(id: string): Draft;
  find(id: string): Draft | undefined;
  byClient(clientId: string): Draft | undefined;
  /** The client's own ids for it. */
  clientsOf(draft: Draft): string[];
  /** It is a version now, by which all its ids are known from here on. */
  committed(draft: Draft, version: string): void;
  /** Gives it up: its bytes go. */
  drop(draft: Draft, why: CairnError): Promise<void>;
  close(): Promise<void>;
}

export function createDrafts({ cache, ports }: EngineContext): Drafts {
  const drafts = new Map<string, Draft>();
  const clients = new Map<string, string>();

  async function drop(draft: Draft, why: CairnError): Promise<void> {
    drafts.delete(draft.id);
    draft.settle.reject(why);
    await draft.hold.cancel();
  }

  function giveUpOld(): void {
    const now = ports.clock.now();
    for (const draft of drafts.values()) if (now - draft.touched > GIVE_UP_MS) void drop(draft, new CairnError('cancelled', `The artifact ${draft.name} was never finished by the program that began it.`));
  }

  const find = (id: string): Draft | undefined => {
    const draft = drafts.get(id);
    if (draft) draft.touched = ports.clock.now();
    return draft;
  };

  return {
    begin(wish, clientId) {
      giveUpOld();
      const known = clientId === undefined ? undefined : find(clients.get(clientId) ?? '');
      // The client asks again after a lost answer.
      if (known && known.digest === wish.digest) return known;
      const id = Buffer.from(ports.random.bytes(32)).toString('hex');
      let settle: Draft['settle'] = { resolve: () => {}, reject: () => {} };
      const done = new Promise<string>((resolve, reject) => {
        settle = { resolve, reject };
      });
      done.catch(() => {}); // whoever waits hears of it
      const draft: Draft = { ...wish, id, hold: cache.hold(), files: new Map(), manifest: undefined, done, settle, touched: ports.clock.now() };
      drafts.set(id, draft);
      if (clientId !== undefined) clients.set(clientId, id);
      return draft;
    },
    get(id) {
      const draft = find(id);
      if (!draft) throw new CairnError('not_found', 'This artifact is not being made here (any more): it was finished or given up, or Cairn started anew in between. Log it again.', { id });
      return draft;
    },
    find,
    byClient: (clientId) => find(clients.get(clientId) ?? ''),
    clientsOf: (draft) => [...clients].flatMap(([client, id]) => (id === draft.id ? [client] : [])),
    committed(draft, version) {
      drafts.delete(draft.id);
      draft.settle.resolve(version);
    },
    drop,
    async close() {
      for (const draft of [...drafts.values()]) await drop(draft, new CairnError('engine_stopped', `Cairn closed while the artifact ${draft.name} was arriving.`));
    },
  };
}
