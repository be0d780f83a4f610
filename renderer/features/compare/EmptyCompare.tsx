// Nothing chosen yet: how to choose, and the comparisons that were kept.
import { Button } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { type ReactNode } from 'react';
import type { SavedComparison } from '../../../shared/contract/compare.js';
import { useEngine } from '../../api/EngineProvider.js';
import { openView } from '../../state/openView.js';
import { useAct } from '../../state/useAct.js';
import { useCrumbs } from '../../state/useCrumbs.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { AddItem } from './AddItem.js';

const NONE: ReadonlySet<string> = new Set();

export function EmptyCompare({ saved, missing = false }: { saved: readonly SavedComparison[] | undefined; missing?: boolean }): ReactNode {
  useCrumbs([{ label: 'Compare' }]);
  const engine = useEngine();
  const act = useAct();
  return (
    <div className="page">
      <div className="page-head">
        <h1 className="title">Compare</h1>
      </div>
      <EmptyState title={missing ? 'This saved comparison is not here' : 'Nothing is chosen to compare'} action={<AddItem known={NONE} onAdd={(id) => openView({ view: 'compare', items: [id] })} />}>
        {missing ? 'It was removed, or has not arrived on this device yet.' : 'Open a version and press Ctrl or ⌘ and D, or mark several in a list and choose Compare.'}
      </EmptyState>
      {saved && saved.length > 0 && (
        <section className="state" aria-label="Saved comparisons" style={{ paddingTop: 0, gap: 4 }}>
          <h2 className="h">Saved comparisons</h2>
          {act.problem && <p className="small t2">{act.problem}</p>}
          {saved.map((each) => (
            <div key={each.id} className="row">
              <Button variant="subtle" justify="flex-start" style={{ flex: 1, minWidth: 0 }} onClick={() => openView({ view: 'compare', items: [], saved: each.id })}>
                {each.name}
              </Button>
              <span className="small t3">{each.items.length} side by side</span>
              <Button variant="subtle" aria-label={`Remove the saved comparison ${each.name}`} onClick={() => act.run(() => engine.compare.forget({ id: each.id }).then(() => undefined))}>
                <IconTrash className="i s14" aria-hidden />
              </Button>
            </div>
          ))}
        </section>
      )}
    </div>
  );
}
