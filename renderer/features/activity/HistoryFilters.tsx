// The filters of a history: model, alias, person, kind and period.
import { Button, Select, TextInput } from '@mantine/core';
import { useMemo, type ReactNode } from 'react';
import type { CollectionRow } from '../../../shared/contract/entities.js';
import { useScope } from '../../data/hooks.js';
import { sortAliases } from '../../ui/AliasBadge.js';
import css from './ActivityPage.module.css';
import { isFiltered, KINDS, NO_FILTER, type HistoryFilter } from './historyFilter.js';

const USUAL = ['production', 'staging', 'candidate', 'best'];
const COMBOBOX = { transitionProps: { duration: 0 } } as const;

const NAMES = new Intl.Collator();

/** Registered models first; a name that stands for several says whose it is. */
function modelChoices(rows: readonly CollectionRow[]): { value: string; label: string }[] {
  const times = new Map<string, number>();
  for (const { name } of rows) times.set(name, (times.get(name) ?? 0) + 1);
  return [...rows]
    .sort((a, b) => Number(b.form === 'registered') - Number(a.form === 'registered') || NAMES.compare(a.name, b.name))
    .map(({ id, entity, project, name }) => ({ value: id, label: times.get(name) === 1 ? name : `${entity}/${project}/${name}` }));
}

interface Props {
  readonly filter: HistoryFilter;
  readonly onChange: (filter: HistoryFilter) => void;
  /** Whose history it is, where that is not chosen here. */
  readonly fixed?: boolean;
}

export function HistoryFilters({ filter, onChange, fixed = false }: Props): ReactNode {
  const { rows } = useScope('collections');
  const models = useMemo(() => modelChoices(rows), [rows]);
  const aliases = useMemo(() => sortAliases([...new Set([...USUAL, ...rows.flatMap((row) => Object.keys(row.aliases))])].filter((name) => name !== 'latest').map((name) => ({ name }))).map(({ name }) => name), [rows]);
  const set = (change: Partial<HistoryFilter>): void => onChange({ ...filter, ...change });
  return (
    <div className={css.filters} role="group" aria-label="Filter the history">
      {!fixed && <Select aria-label="Model or collection" placeholder="Any model" searchable clearable w={168} limit={100} comboboxProps={COMBOBOX} data={models} value={filter.subject} onChange={(subject) => set({ subject })} clearButtonProps={{ 'aria-label': 'Any model' }} />}
      <Select aria-label="Alias" placeholder="Any alias" clearable w={152} comboboxProps={COMBOBOX} data={aliases} value={filter.alias} onChange={(alias) => set({ alias })} clearButtonProps={{ 'aria-label': 'Any alias' }} />
      <Select aria-label="Kind of change" placeholder="Any change" clearable w={152} comboboxProps={COMBOBOX} data={[...KINDS]} value={filter.kind} onChange={(kind) => set({ kind })} clearButtonProps={{ 'aria-label': 'Any change' }} />
      <TextInput aria-label="Person" placeholder="Anyone" w={116} maxLength={320} value={filter.actor} onChange={(event) => set({ actor: event.currentTarget.value })} />
      <span className={css.period}>
        <input type="date" aria-label="From this day" max={filter.to || undefined} value={filter.from} onChange={(event) => set({ from: event.currentTarget.value })} />
        <span className="t3">to</span>
        <input type="date" aria-label="To this day" min={filter.from || undefined} value={filter.to} onChange={(event) => set({ to: event.currentTarget.value })} />
      </span>
      {isFiltered(filter) && (
        <Button variant="subtle" onClick={() => onChange({ ...NO_FILTER })}>
          Clear
        </Button>
      )}
    </div>
  );
}
