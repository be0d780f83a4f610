// What a network and a store do to those who use them, as tests set it: plain data, so that it reaches a proxy in another process.

/**
 * What becomes of one request. `answer`: the proxy answers with an error, the store never hears of it. `drop`: the connection is cut
 * before the store hears of it. `cutRequest`: half of the body goes on, then both sides are cut. `loseReply`: it takes effect, the
 * answer is lost. `cutReply`: half of the answer arrives. `corrupt`: one bit of the answer's body is turned. `stall`: nothing ever
 * comes back, and the connection stays open (half open).
 */
export type Trouble = { readonly kind: 'answer'; readonly status: number; readonly code: string } | { readonly kind: 'drop' | 'cutRequest' | 'loseReply' | 'cutReply' | 'corrupt' | 'stall' };

export interface Rule {
  readonly trouble: Trouble;
  /** Only these requests; all where absent. */
  readonly method?: string;
  /** Regular expression that the path and query match somewhere. */
  readonly path?: string;
  /** How often, in [0, 1]; always where absent. */
  readonly chance?: number;
  /** So many times at most. */
  readonly times?: number;
}

export interface Conditions {
  /** False: connections are cut, and new ones refused. */
  readonly online: boolean;
  /** Added to each request, half before it goes on and half before its answer does. */
  readonly latencyMs: number;
  /** Each way, all connections together; null for no limit. */
  readonly bytesPerSecond: number | null;
  /** More are answered with 503 SlowDown; null for no limit. */
  readonly requestsPerSecond: number | null;
  /** The first that fits decides. */
  readonly rules: readonly Rule[];
}

export const FAIR: Conditions = { online: true, latencyMs: 0, bytesPerSecond: null, requestsPerSecond: null, rules: [] };

/** What passed. */
export interface Passed {
  readonly requests: number;
  /** Bytes of bodies that reached the store, and that left for the client. */
  readonly up: number;
  readonly down: number;
  /** How often each trouble was made: `drop`, `answer 503`, ... */
  readonly troubles: Readonly<Record<string, number>>;
  /** Each request, in order: `PUT /team/p1/chunks/..` */
  readonly log: readonly { readonly method: string; readonly path: string; readonly up: number; readonly down: number; readonly status: number }[];
}
