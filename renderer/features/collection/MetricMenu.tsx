// Which metrics have a column in the table of versions.
import { Button, Menu } from '@mantine/core';
import { IconCheck, IconColumns } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface Props {
  readonly metrics: readonly string[];
  readonly shown: readonly string[];
  readonly onChange: (shown: readonly string[]) => void;
}

export function MetricMenu({ metrics, shown, onChange }: Props): ReactNode {
  return (
    <Menu position="bottom-end" withInitialFocusPlaceholder={false} closeOnItemClick={false} transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <Button variant="subtle" size="xs" leftSection={<IconColumns className="i s14" aria-hidden />}>
          Metrics
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflowY: 'auto' }}>
        {metrics.map((metric) => {
          const on = shown.includes(metric);
          return (
            <Menu.Item
              key={metric}
              role="menuitemcheckbox"
              aria-checked={on}
              leftSection={<IconCheck className="i s14" aria-hidden style={{ visibility: on ? 'visible' : 'hidden' }} />}
              onClick={() => onChange(on ? shown.filter((other) => other !== metric) : metrics.filter((other) => other === metric || shown.includes(other)))}
            >
              {metric}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
