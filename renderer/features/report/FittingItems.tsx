// The panels that show what a view shows, as items of the menu "Add to report".
import { Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import { PANELS } from '../../../shared/panels/registry.js';
import { openDialog } from '../../state/dialogs.js';
import type { Fitting } from './fitting.js';

export function FittingItems({ fitting }: { fitting: readonly Fitting[] }): ReactNode {
  return fitting.map(({ panel, settings }) => (
    <Menu.Item key={panel} title={PANELS[panel].about} onClick={() => openDialog({ kind: 'addToReport', panel, settings })}>
      {PANELS[panel].name}
    </Menu.Item>
  ));
}
