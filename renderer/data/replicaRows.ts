// What the replica says of a scope.
export interface ReplicaRows {
  /** Undefined where the scope is not complete. */
  readonly rows: readonly { row: Record<string, unknown> }[] | undefined;
  /** Moves when an incomplete scope changed. */
  readonly stamp: number;
}
