// The window's location: a hash route whose history entries know their place, so that back and forward know if they can act.
import { useSyncExternalStore } from 'react';

interface Entry {
  /** Names the entry for what is remembered with it, such as scroll and filters. */
  readonly key: string;
  readonly index: number;
}

export interface WindowLocation extends Entry {
  readonly path: string;
  readonly canGoBack: boolean;
  readonly canGoForward: boolean;
}

const HOME = '/registry';
const listeners = new Set<() => void>();
let made = 0;
let top = 0;
let current = read();

function read(): WindowLocation {
  let entry = history.state as Partial<Entry> | null;
  if (typeof entry?.key !== 'string' || typeof entry.index !== 'number') {
    entry = { key: newKey(), index: 0 };
    history.replaceState(entry, '');
  }
  const index = entry.index as number;
  top = Math.max(top, index);
  return { path: location.hash.slice(1) || HOME, key: entry.key as string, index, canGoBack: index > 0, canGoForward: index < top };
}

function newKey(): string {
  made += 1;
  return `${Date.now().toString(36)}.${made}`;
}

function publish(): void {
  current = read();
  for (const listener of [...listeners]) listener();
}

/** Goes to a path of `viewPath`. Going where the window already is changes nothing. */
export function navigate(path: string, options: { replace?: boolean } = {}): void {
  const to = path.startsWith('/') ? path : `/${path}`;
  if (to === current.path) return;
  if (options.replace) {
    history.replaceState({ key: newKey(), index: current.index }, '', `#${to}`);
  } else {
    top = current.index + 1;
    history.pushState({ key: newKey(), index: top }, '', `#${to}`);
  }
  publish();
}

export function goBack(): void {
  if (current.canGoBack) history.back();
}

export function goForward(): void {
  if (current.canGoForward) history.forward();
}

export function getLocation(): WindowLocation {
  return current;
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) window.addEventListener('popstate', publish);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.removeEventListener('popstate', publish);
  };
}

export function useWindowLocation(): WindowLocation {
  return useSyncExternalStore(subscribe, getLocation);
}

/** The location as wouter's router wants it. */
export function useRouterLocation(): [string, (to: string, options?: { replace?: boolean }) => void] {
  return [useWindowLocation().path, navigate];
}
