// One place on the x axis that several charts point at together. It moves with every pointer event, so it lives outside React.

export interface Crosshair {
  readonly get: () => number | undefined;
  readonly set: (x: number | undefined) => void;
  readonly subscribe: (listener: () => void) => () => void;
}

export function createCrosshair(): Crosshair {
  const listeners = new Set<() => void>();
  let at: number | undefined;
  return {
    get: () => at,
    set(x) {
      if (x === at) return;
      at = x;
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
