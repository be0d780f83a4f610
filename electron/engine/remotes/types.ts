// What sync asks of storage that the user already has. Keys are `/`-separated ASCII; bodies are bytes.
import type { Clock, Random } from '../ports.js';

export interface RemoteCapabilities {
  /** `cas`: exactly one of many concurrent `putIfAbsent` of a key wins. `single`: no such promise, one device gives numbers. */
  readonly mode: 'cas' | 'single';
  /** False with read-only credentials: nothing may be put. */
  readonly writable: boolean;
  /** False when what is put is gone with the process. */
  readonly durable: boolean;
}

export interface RemoteItem {
  readonly key: string;
  readonly size: number;
  /** Differs whenever the body under the key differs (an etag, or mtime and size). Compared for equality alone. */
  readonly tag: string;
  /** When the body was put, in ms by the clock of the store. */
  readonly at: number;
  /** On a disk: which file it is, in words of which every device that reaches the same disk sees one at least. A copy has none of them. */
  readonly file?: string;
}

export interface RemotePage {
  /** In ascending order of key, by code unit. */
  readonly items: readonly RemoteItem[];
  /** More follow after the last item. */
  readonly more: boolean;
  /** What the store calls the place where the next page begins, where it says so. */
  readonly next?: string | undefined;
}

export interface ListOptions {
  /** `next` of the page before: its place, and not `after`, is where the page begins. */
  readonly next?: string | undefined;
  /** A page of fewer keys, from stores that can. */
  readonly most?: number;
}

/** A place to meet. Every method may throw CairnError `offline`; then it is unknown whether a put took effect. */
export interface Remote {
  /** Shown to people. Holds no secret. */
  readonly url: string;
  /** What this store was found to promise. Asked once when it is opened. */
  readonly capabilities: RemoteCapabilities;
  /**
   * The body, or undefined if there is no such key. Sees every put that was answered before. It may lie in `room`, if that is long enough.
   * @throws CairnError corrupt when the body is longer than `maxBytes`; nothing longer is ever held in memory
   */
  get(key: string, maxBytes: number, signal?: AbortSignal, room?: Uint8Array): Promise<Uint8Array | undefined>;
  /** Bytes [from, from + length), 16 MiB at most, of a body that is no longer; fewer where it ends before; undefined if there is no such key. */
  getRange(key: string, from: number, length: number, signal?: AbortSignal): Promise<Uint8Array | undefined>;
  /** Size and tag of the body, without reading it; undefined if there is no such key. */
  head(key: string, signal?: AbortSignal): Promise<RemoteItem | undefined>;
  /**
   * Creates the key, or leaves the body that is there untouched. A reader sees all of a body or none. `verified`: created, and the store
   * answered with the checksum of exactly these bytes; asked of keys that decide something (`claims/`), by stores that can.
   */
  putIfAbsent(key: string, body: Uint8Array, signal?: AbortSignal): Promise<'created' | 'verified' | 'exists'>;
  /**
   * Creates or overwrites. Only for hints (`heads/`, `gc/`), and for what has a key that says which bytes belong there (`chunks/`, `log/`,
   * `manifests/`, `lists/`, `devices/`, `snap/`): a damaged one is healed by whoever has it.
   * @returns the tag that a listing shows for this body, where the store says it
   */
  put(key: string, body: Uint8Array, signal?: AbortSignal): Promise<string | undefined>;
  /**
   * Puts the bytes that stood at a key which nothing overwrites (`claims/`, `config`) over a body that was seen to be damaged, while that
   * is still the one with this tag. False where another is there now, or the store cannot compare.
   */
  mend(key: string, tag: string, body: Uint8Array, signal?: AbortSignal): Promise<boolean>;
  /**
   * Keys that start with `prefix` and come after `after`, a page of at most 1,000. Keys put a moment ago may be missing. A page may be
   * empty and more follow, of stores that do not know how to begin after a key: only `next` goes on there.
   */
  list(prefix: string, after: string | undefined, signal?: AbortSignal, options?: ListOptions): Promise<RemotePage>;
  /** Removes a key; one that is not there is no error. Never under `claims/`, `log/` or `devices/`, nor `config`. */
  delete(key: string, signal?: AbortSignal): Promise<void>;
  /** Milliseconds since 1970 by the store's own clock; undefined where it has none to ask (`memory:`). */
  now(signal?: AbortSignal): Promise<number | undefined>;
  /** What the store says about keeping old or removing present objects, in words; empty where nothing is wrong or nothing can be asked. */
  policies(signal?: AbortSignal): Promise<readonly RemotePolicy[]>;
}

/** A rule of the store that a person should know of. */
export interface RemotePolicy {
  readonly about: 'versioning' | 'lifecycle';
  readonly state: 'ok' | 'warning' | 'failed' | 'skipped';
  readonly message: string;
}

/** Keys that may be overwritten. */
export function mayOverwrite(key: string): boolean {
  return /^(heads|gc|chunks|log|manifests|lists|devices|snap|probe)\//.test(key);
}

/** Keys that nothing overwrites, and that may be given back the bytes that stood there. */
export function mayMend(key: string): boolean {
  return key === 'config' || key.startsWith('claims/');
}

/** Keys that may be removed. */
export function mayDelete(key: string): boolean {
  return /^(chunks|lists|manifests|snap|gc|heads|probe)\//.test(key);
}

/** A field of the form that names a remote. */
export interface RemoteField {
  readonly name: string;
  readonly label: string;
  readonly kind: 'text' | 'secret' | 'folder' | 'choice' | 'flag';
  readonly required: boolean;
  readonly help: string;
  readonly placeholder: string;
  /** Of a `choice`. */
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

export interface RemotePreset {
  readonly id: string;
  readonly title: string;
  /** Field name to value; what a person still has to fill in is absent. */
  readonly values: Readonly<Record<string, string>>;
}

/** Names of the secrets that a remote may need: an access key, a secret key, a session token. */
export type RemoteSecrets = Readonly<Record<string, string>>;

export interface OpenOptions {
  readonly random: Random;
  readonly clock: Clock;
  readonly secrets?: RemoteSecrets;
  /** What the probe found when the remote was added; absent before. */
  readonly mode?: 'cas' | 'single';
  readonly writable?: boolean;
  /** It was there before: a folder that is not is an error, and is not made. */
  readonly existing?: boolean;
  /** Called with the time by the store's own clock, whenever it shows it by the way. */
  readonly told?: (now: number) => void;
  /** A connection that gives no sign for so long is given up; the kind's own where absent. */
  readonly silenceMs?: number;
  readonly signal?: AbortSignal;
}

/** A kind of remote: one file and one line in registry.ts. */
export interface RemoteKind {
  /** Scheme of its URLs, with the colon. */
  readonly scheme: string;
  /** Short id: `s3`, `folder`. */
  readonly id: string;
  readonly title: string;
  /** One line for people. */
  readonly description: string;
  /** False for kinds that no form offers. */
  readonly offered: boolean;
  readonly fields: readonly RemoteField[];
  readonly presets: readonly RemotePreset[];
  /** The URL that filled-in fields (without secrets) mean. @throws CairnError invalid_input naming the field */
  toUrl(values: Readonly<Record<string, string>>): string;
  /** @throws CairnError invalid_input for a URL it cannot read, offline when it cannot be reached */
  open(url: string, options: OpenOptions): Promise<Remote>;
}
