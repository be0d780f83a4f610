// A path that names no view, such as one from an old link.
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { openView } from '../../state/openView.js';
import { useCrumbs } from '../../state/useCrumbs.js';

export function UnknownPage({ path }: { path: string }): ReactNode {
  useCrumbs([{ label: 'Not found' }]);
  return (
    <div className="page">
      <div className="state">
        <h1 className="title">There is nothing at this address</h1>
        <p className="sel">The link names {path}, which no page of this version of Cairn answers to.</p>
        <div className="actions">
          <Button onClick={() => openView({ view: 'registry' }, { replace: true })}>Go to the registry</Button>
        </div>
      </div>
    </div>
  );
}
