// A line of those who wait: in the order in which they came, and each may leave from anywhere at no cost, however long it is.

export interface Line<T> {
  /** Who has waited longest; undefined while nobody waits. */
  readonly first: T | undefined;
  /** Joins at the end. Gives the leaving, to be called once. */
  join(item: T): () => void;
}

interface Place<T> {
  readonly item: T | undefined;
  before: Place<T>;
  after: Place<T>;
}

export function createLine<T>(): Line<T> {
  // A ring: the place of nobody stands before the first and after the last.
  const ends = { item: undefined } as Place<T>;
  ends.before = ends;
  ends.after = ends;
  return {
    get first() {
      return ends.after.item;
    },
    join(item) {
      const place: Place<T> = { item, before: ends.before, after: ends };
      place.before.after = place;
      ends.before = place;
      return () => {
        place.before.after = place.after;
        place.after.before = place.before;
      };
    },
  };
}
