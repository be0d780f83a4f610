// Where contested aliases are decided: Cairn shows the sides and takes none.
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { viewPath } from '../../../shared/contract/links.js';
import { useContests } from '../../state/contests.js';
import { goBack } from '../../state/location.js';
import { openView } from '../../state/openView.js';
import { useCrumbs } from '../../state/useCrumbs.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { ContestSection } from './ContestSection.js';

export function ContestsPage(): ReactNode {
  useCrumbs([{ label: 'Registry', path: viewPath({ view: 'registry' }) }, { label: 'Contested aliases' }]);
  const { contests, known } = useContests();
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1 className="title">Contested aliases</h1>
          {contests.length > 0 && <p className="sub t3">Moves that did not know of each other. One choice ends it on every device.</p>}
        </div>
        {contests.length > 0 && (
          <div className="actions">
            <Button onClick={goBack}>Decide later</Button>
          </div>
        )}
      </div>
      {!known ? (
        <SkeletonRows awaiting="the contested aliases" />
      ) : contests.length === 0 ? (
        <EmptyState title="No alias is contested" action={<Button onClick={() => openView({ view: 'registry' })}>Go to the registry</Button>}>
          When two people move a protected alias while out of reach of each other, both moves wait here for a choice.
        </EmptyState>
      ) : (
        <div className="scroll" role="region" aria-label="Contests" tabIndex={0}>
          {contests.map((contest, index) => (
            <ContestSection key={`${contest.collection} ${contest.alias}`} contest={contest} place={contests.length > 1 ? `${index + 1} of ${contests.length}` : ''} />
          ))}
        </div>
      )}
    </div>
  );
}
