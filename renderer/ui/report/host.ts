// What stands behind the panels of a report: the window, or an exported page on its own.
import { createContext, useContext, useEffect, useState } from 'react';
import type { View } from '../../../shared/contract/links.js';

export interface PanelHost {
  /** Opens a view of the app; absent where there is no app. */
  readonly open?: ((view: View) => void) | undefined;
  /** A picture of a version as a URL; undefined where it cannot be had. */
  readonly media: (version: string, path: string) => Promise<string | undefined>;
  /** On its way to be printed: nothing scrolls, and what is wide is broken up. */
  readonly paper?: boolean;
  /** A link in a text was chosen. */
  readonly link: (address: string) => void;
}

const Host = createContext<PanelHost>({ media: () => Promise.resolve(undefined), link: () => undefined });
export const PanelHostProvider = Host.Provider;

export function usePanelHost(): PanelHost {
  return useContext(Host);
}

/** Undefined while it is read; null where it cannot be shown. */
export function useMedia(version: string, path: string): string | null | undefined {
  const { media } = usePanelHost();
  const [found, setFound] = useState<{ readonly key: string; readonly url: string | null }>();
  const key = `${version}\n${path}`;
  useEffect(() => {
    let over = false;
    media(version, path).then(
      (url) => !over && setFound({ key, url: url ?? null }),
      () => !over && setFound({ key, url: null }),
    );
    return () => void (over = true);
  }, [media, version, path, key]);
  return found?.key === key ? found.url : undefined;
}
