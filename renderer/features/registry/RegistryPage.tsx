// The registry home.
import type { ReactNode } from 'react';
import { useCrumbs } from '../../state/useCrumbs.js';
import { FirstModel } from './FirstModel.js';

export function RegistryPage(): ReactNode {
  useCrumbs([{ label: 'Registry' }]);
  return (
    <div className="page">
      <FirstModel />
    </div>
  );
}
