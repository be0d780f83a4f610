// What of the graph is shown: types, aliases, and from when. Each is a chip that takes itself away.
import { ActionIcon, Button, Checkbox, Menu, TextInput } from '@mantine/core';
import { IconFilter, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { LineageGraph } from '../../../shared/contract/lineage.js';
import { sortAliases } from '../../ui/AliasBadge.js';
import type { Asked } from './asked.js';
import css from '../../ui/lineage/Lineage.module.css';

interface FilterBarProps {
  readonly asked: Asked;
  /** What there is to ask for, kept by the filter or not. */
  readonly offered: LineageGraph['offered'];
  readonly ask: (change: Partial<Asked>) => void;
}

/** A day of the person at the window, as the field for dates writes it. */
const day = (at: number): string => {
  const date = new Date(at);
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
};
const DAY_MS = 86_400_000;

function toggle(list: readonly string[], value: string): readonly string[] {
  return list.includes(value) ? list.filter((each) => each !== value) : [...list, value];
}

function Choices({ label, values, chosen, onToggle }: { label: string; values: readonly string[]; chosen: readonly string[]; onToggle: (value: string) => void }): ReactNode {
  return (
    <Menu position="bottom-start" closeOnItemClick={false} transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <Button size="xs" variant="subtle" leftSection={<IconFilter className="i s14" aria-hidden />} disabled={values.length === 0}>
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflowY: 'auto' }}>
        {values.map((value) => (
          <Menu.CheckboxItem key={value} checked={chosen.includes(value)} onChange={() => onToggle(value)}>
            {value}
          </Menu.CheckboxItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Chip({ text, onRemove }: { text: string; onRemove: () => void }): ReactNode {
  return (
    <span className="chip">
      <b>{text}</b>
      <ActionIcon size={16} aria-label={`Remove the filter ${text}`} onClick={onRemove}>
        <IconX className="i s12" aria-hidden />
      </ActionIcon>
    </span>
  );
}

export function FilterBar({ asked, offered, ask }: FilterBarProps): ReactNode {
  const types = [...new Set([...asked.types, 'run', ...offered.types])].sort((a, b) => a.localeCompare(b));
  const aliases = sortAliases([...new Set([...asked.aliases, ...offered.aliases])].map((name) => ({ name }))).map(({ name }) => name);
  const dated = (text: string, end: boolean): number | undefined => {
    const at = Date.parse(`${text}T00:00`);
    return Number.isFinite(at) ? at + (end ? DAY_MS - 1 : 0) : undefined;
  };
  return (
    <div className={css.filters} role="group" aria-label="Filters">
      <Choices label="Type" values={types} chosen={asked.types} onToggle={(value) => ask({ types: toggle(asked.types, value) })} />
      <Choices label="Alias" values={aliases} chosen={asked.aliases} onToggle={(value) => ask({ aliases: toggle(asked.aliases, value) })} />
      <TextInput size="xs" type="date" aria-label="Not before" title="Not before" value={asked.after === undefined ? '' : day(asked.after)} onChange={(event) => ask({ after: dated(event.currentTarget.value, false) })} style={{ width: 118 }} />
      <span className="small t3">to</span>
      <TextInput size="xs" type="date" aria-label="Not after" title="Not after" value={asked.before === undefined ? '' : day(asked.before)} onChange={(event) => ask({ before: dated(event.currentTarget.value, true) })} style={{ width: 118 }} />
      <Checkbox size="xs" label="Fold siblings" checked={asked.fold} onChange={(event) => ask({ fold: event.currentTarget.checked })} />
      {asked.types.map((type) => (
        <Chip key={`type ${type}`} text={type} onRemove={() => ask({ types: toggle(asked.types, type) })} />
      ))}
      {asked.aliases.map((alias) => (
        <Chip key={`alias ${alias}`} text={alias} onRemove={() => ask({ aliases: toggle(asked.aliases, alias) })} />
      ))}
    </div>
  );
}
