// What was last read of a few scopes, so that a list that is opened again shows at once what it showed, while it is read anew.

/** Scopes remembered: the lists and pages that a person goes to and fro between. */
const KEPT = 12;

export interface LastRead<T> {
  of(scope: string): T | undefined;
  keep(scope: string, read: T): void;
}

/** Forgets the scope that was read least recently. */
export function createLastRead<T>(): LastRead<T> {
  const reads = new Map<string, T>();
  return {
    of: (scope) => reads.get(scope),
    keep(scope, read) {
      reads.delete(scope);
      reads.set(scope, read);
      const [oldest] = reads.keys();
      if (reads.size > KEPT && oldest !== undefined) reads.delete(oldest);
    },
  };
}
