// The metric that decides which version is best, and which way: chosen from those the versions carry.
import { Button, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconTrophy } from '@tabler/icons-react';
import { useMemo, type ReactNode } from 'react';
import type { CollectionRow, Headline, VersionRow } from '../../../shared/contract/entities.js';
import { useEngine } from '../../api/EngineProvider.js';
import { problemOf } from '../../state/useAct.js';
import { commonKeys } from '../../state/valueColumns.js';
import { WORDS } from './headline.js';

const DIRECTIONS = ['max', 'min'] as const;

export function HeadlineMenu({ model, rows }: { model: CollectionRow; rows: readonly VersionRow[] }): ReactNode {
  const engine = useEngine();
  const metrics = useMemo(() => commonKeys(rows.map((row) => row.metrics)), [rows]);
  const now = model.headline;
  if (metrics.length === 0 && !now) return null;
  const choose = (value: Headline | null): void => {
    engine.registry.describe({ what: 'collection', ref: model.id, field: 'headline', value }).catch((error: unknown) => notifications.show({ message: problemOf(error) }));
  };
  return (
    <Menu position="bottom-end" withInitialFocusPlaceholder={false} transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <Button leftSection={<IconTrophy className="i" aria-hidden />}>Headline metric</Button>
      </Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflowY: 'auto' }}>
        {metrics.flatMap((metric) =>
          DIRECTIONS.map((direction) => (
            <Menu.RadioItem key={`${direction} ${metric}`} value={`${direction} ${metric}`} closeMenuOnClick checked={now?.metric === metric && now.direction === direction} onChange={() => choose({ metric, direction })}>
              {metric}, {WORDS[direction]}
            </Menu.RadioItem>
          )),
        )}
        <Menu.RadioItem value="none" closeMenuOnClick checked={!now} onChange={() => choose(null)}>
          None
        </Menu.RadioItem>
      </Menu.Dropdown>
    </Menu>
  );
}
