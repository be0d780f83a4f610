// Parts of the window that its first picture does not need: bundles of their own, fetched when they are wanted, or once the window is at rest.
import { notifications } from '@mantine/notifications';
import { createElement, useEffect, useSyncExternalStore, type ComponentType, type ReactNode } from 'react';

export interface Later<Props> {
  /** Draws nothing until it is here. */
  readonly Part: (props: Props) => ReactNode;
  /** Whether it is here; `wanted` fetches it. Who waits for it shows all at once: nothing stands in for it, and no focus is lost. */
  useHere(wanted: boolean): boolean;
}

/** Milliseconds from the first picture on, by which what it shows has been read. */
const REST_MS = 1_500;

const parts: (() => Promise<void>)[] = [];

/** Fetches all of them once the window is at rest, so that nobody waits for one. */
export function usePartsAtRest(): void {
  useEffect(() => {
    const timer = setTimeout(() => requestIdleCallback(() => parts.forEach((fetch) => void fetch())), REST_MS);
    return () => clearTimeout(timer);
  }, []);
}

/** A part by what loads it. */
export function later<Props extends object>(load: () => Promise<ComponentType<Props>>): Later<Props> {
  let here: ComponentType<Props> | undefined;
  const waiting = new Set<() => void>();
  const fetch = async (): Promise<void> => {
    try {
      here ??= await load();
      for (const wake of waiting) wake();
    } catch (error) {
      notifications.show({ message: `A part of the window could not be read: ${error instanceof Error ? error.message : String(error)}. Start Cairn again; it may have been updated meanwhile.` });
    }
  };
  const subscribe = (wake: () => void): (() => void) => {
    waiting.add(wake);
    return () => waiting.delete(wake);
  };
  parts.push(fetch);
  return {
    Part: (props) => here && createElement(here, props),
    useHere(wanted) {
      const isHere = useSyncExternalStore(subscribe, () => here !== undefined);
      useEffect(() => {
        if (wanted && !isHere) void fetch();
      }, [wanted, isHere]);
      return isHere;
    },
  };
}
