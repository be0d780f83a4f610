// What sync asks of storage that the user already has. Keys are `/`-separated ASCII; bodies are bytes.

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
}

export interface RemotePage {
  /** In ascending order of key, by code unit. */
  readonly items: readonly RemoteItem[];
  /** More follow after the last item. */
  readonly more: boolean;
}

/** A place to meet. Every method may throw CairnError `offline`; then it is unknown whether a put took effect. */
export interface Remote {
  /** Shown to people. Holds no secret. */
  readonly url: string;
  /** What this store was found to promise. Asked once when it is opened. */
  readonly capabilities: RemoteCapabilities;
  /**
   * The body, or undefined if there is no such key. Sees every put that was answered before.
   * @throws CairnError corrupt when the body is longer than `maxBytes`; nothing longer is ever held in memory
   */
  get(key: string, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array | undefined>;
  /** Creates the key, or leaves the body that is there untouched. A reader sees all of a body or none. */
  putIfAbsent(key: string, body: Uint8Array, signal?: AbortSignal): Promise<'created' | 'exists'>;
  /** Creates or overwrites. Only for keys under `heads/`, which are hints. */
  put(key: string, body: Uint8Array, signal?: AbortSignal): Promise<void>;
  /** Keys that start with `prefix` and come after `after`, a page of at most 1,000. Keys put a moment ago may be missing. */
  list(prefix: string, after: string | undefined, signal?: AbortSignal): Promise<RemotePage>;
}

/** A kind of remote: one file and one line in registry.ts. */
export interface RemoteKind {
  /** Scheme of its URLs, with the colon. */
  readonly scheme: string;
  /** One line for people. */
  readonly description: string;
  /** @throws CairnError invalid_input for a URL it cannot read, offline when it cannot be reached */
  open(url: string, signal?: AbortSignal): Promise<Remote>;
}
