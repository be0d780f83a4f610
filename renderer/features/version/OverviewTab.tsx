// The first side of a version: facts, tensors and files at the left; origin, safety and use at the right.
import type { ReactNode } from 'react';
import type { VersionDetail } from '../../../shared/contract/entities.js';
import type { Keeping } from '../storage/useKeeping.js';
import { FactsGrid } from './FactsGrid.js';
import { FilesSection } from './FilesSection.js';
import { Inspector } from './Inspector.js';
import { LayersSection, layeredFacts } from './LayersSection.js';
import { TensorsSection } from './TensorsSection.js';
import type { Checkout } from './useCheckout.js';
import type { Verify } from './useVerify.js';
import css from './Version.module.css';

export function OverviewTab({ version, checkout, verify, keeping }: { version: VersionDetail; checkout: Checkout; verify: Verify; keeping: Keeping }): ReactNode {
  const tensors = version.facts.reduce((sum, fact) => sum + fact.tensorCount, 0);
  const layered = layeredFacts(version.facts);
  return (
    <div className={`split ${css.split}`}>
      <div className="col scroll">
        <FactsGrid version={version} />
        {version.description && (
          <section aria-label="Description">
            <p className={`sel ${css.description}`}>{version.description}</p>
          </section>
        )}
        {layered && <LayersSection facts={layered} />}
        {tensors > 0 && <TensorsSection version={version} count={tensors} />}
        <FilesSection version={version} checkout={checkout} verify={verify} keeping={keeping} />
      </div>
      <Inspector version={version} />
    </div>
  );
}
