// Opens the lineage of whatever was chosen; of an artifact that is its latest version.
import { useCallback } from 'react';
import { useEngine } from '../../api/EngineProvider.js';
import { openView } from '../../state/openView.js';

export function useStartOf(): (kind: string, id: string) => Promise<void> {
  const engine = useEngine();
  return useCallback(
    async (kind, id) => {
      if (kind !== 'collection') {
        openView({ view: 'lineage', start: id });
        return;
      }
      const found = await engine.registry.find({ collection: id });
      if (found.form === 'registered') {
        openView({ view: 'lineage', start: id });
        return;
      }
      const page = await engine.browse.scope({ scope: `versions:${id}`, limit: 1 });
      const [newest] = page.items;
      openView(newest ? { view: 'lineage', start: newest.key } : { view: 'collection', collection: id });
    },
    [engine],
  );
}
