// Which columns the table of runs shows: found by name, on or off.
import { Button, Checkbox, Popover } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { RunColumn } from '../../../shared/contract/runs.js';
import { FilterField } from '../../ui/FilterField.js';
import { columnLabel } from './runColumns.js';
import css from './Runs.module.css';

/** Boxes listed at once; the field finds the others. */
const LISTED = 200;

interface ColumnChooserProps {
  /** In the order in which they are listed. */
  readonly columns: readonly RunColumn[];
  readonly shown: ReadonlySet<string>;
  readonly onChange: (shown: ReadonlySet<string>) => void;
}

export function ColumnChooser({ columns, shown, onChange }: ColumnChooserProps): ReactNode {
  const [query, setQuery] = useState('');
  const wanted = query.trim().toLowerCase();
  const found = columns.filter((column) => `${column.group} ${columnLabel(column)}`.toLowerCase().includes(wanted));
  const set = (ids: readonly string[], on: boolean): void => {
    const next = new Set(shown);
    for (const id of ids) if (on) next.add(id);
    else next.delete(id);
    onChange(next);
  };
  return (
    <Popover position="bottom-end" trapFocus>
      <Popover.Target>
        <Button variant="subtle" aria-label="Columns" title="Columns" leftSection={<IconColumns3 className="i s14" aria-hidden />}>
          <span className="hide-md">Columns</span>
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <div className={css.columns}>
          <FilterField label="Find a column" value={query} onChange={setQuery} />
          <div className={css.columnList} role="group" aria-label="Columns">
            {found.slice(0, LISTED).map((column) => (
              <Checkbox key={column.id} size="xs" checked={shown.has(column.id)} onChange={(event) => set([column.id], event.currentTarget.checked)} label={column.group === 'run' ? columnLabel(column) : `${column.group === 'config' ? 'Config' : 'Result'}: ${column.label}`} />
            ))}
          </div>
          <div className="row">
            <Button size="xs" onClick={() => set(found.map(({ id }) => id), true)}>{`Show ${found.length.toLocaleString('en')}`}</Button>
            <Button size="xs" variant="subtle" onClick={() => set(found.map(({ id }) => id), false)}>
              Hide them
            </Button>
          </div>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
