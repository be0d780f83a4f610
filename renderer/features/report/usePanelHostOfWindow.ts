// What stands behind panels in the window: its pages, the engine's media, and links that stay inside.
import { useMemo } from 'react';
import { parseViewLink } from '../../../shared/contract/links.js';
import { nativeBridge } from '../../api/bridge.js';
import { useEngine } from '../../api/EngineProvider.js';
import { openView } from '../../state/openView.js';
import type { PanelHost } from '../../ui/report/host.js';

/** Pictures kept, so that scrolling and reading again show them at once. */
const KEPT = 400;
const kept = new Map<string, Promise<string | undefined>>();

export function usePanelHostOfWindow(): PanelHost {
  const engine = useEngine();
  return useMemo(
    () => ({
      open: openView,
      media(version, path) {
        const key = `${version}\n${path}`;
        const known = kept.get(key);
        if (known) return known;
        const reading = engine.tables.media({ version, path }).then(({ kind, mime, base64 }) => (kind === 'image' ? `data:${mime};base64,${base64}` : undefined));
        kept.set(key, reading);
        reading.catch(() => kept.delete(key));
        if (kept.size > KEPT) kept.delete(kept.keys().next().value ?? '');
        return reading;
      },
      link(address) {
        const inside = parseViewLink(address);
        if (inside) openView(inside.view);
        else void nativeBridge().copyText(address);
      },
    }),
    [engine],
  );
}
