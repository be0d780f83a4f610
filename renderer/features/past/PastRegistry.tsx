// The registry as it was at a moment: who held which alias then, what stands elsewhere now, and the way back.
import { Button } from '@mantine/core';
import { useMemo, type ReactNode } from 'react';
import { Link } from 'wouter';
import type { CollectionRow } from '../../../shared/contract/entities.js';
import { viewPath } from '../../../shared/contract/links.js';
import type { PastModel } from '../../../shared/contract/registry.js';
import { useScope } from '../../data/hooks.js';
import { openDialog } from '../../state/dialogs.js';
import { openView } from '../../state/openView.js';
import { withWords, type Filter } from '../../state/useFilter.js';
import { AliasList, sortAliases } from '../../ui/AliasBadge.js';
import type { Column } from '../../ui/columns.js';
import { Count } from '../../ui/Count.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { FilterField } from '../../ui/FilterField.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { useNow } from '../../ui/Time.js';
import { VirtualTable } from '../../ui/VirtualTable.js';
import { differences } from './moments.js';
import css from './Past.module.css';
import { TimeBar } from './TimeBar.js';
import { useMoments, usePast } from './usePast.js';

/** Padding of a cell, both sides. */
const PADDING = 16;

function pastColumns(now: ReadonlyMap<string, CollectionRow>, at: number): readonly Column<PastModel>[] {
  return [
    {
      id: 'name',
      title: 'Model',
      min: 160,
      grow: 1,
      cell: (row) => (
        <Link href={viewPath({ view: 'collection', collection: row.id })} className="name trunc" tabIndex={-1} title={row.name}>
          {row.name}
        </Link>
      ),
    },
    {
      id: 'aliases',
      title: 'Aliases then',
      min: 200,
      grow: 3,
      cell: (row, width) => {
        const set = Object.entries(row.aliases).filter(([alias]) => alias !== 'latest');
        return set.length === 0 ? <span className="t3 small">None yet</span> : <AliasList aliases={set.map(([name, label]) => ({ name, label, kind: 'set', contested: row.contested.includes(name) }))} width={width - PADDING} />;
      },
    },
    { id: 'versions', title: 'Versions', width: 76, align: 'right', leaves: 3, cell: (row) => <span className="num t2">{row.versions}</span> },
    { id: 'latest', title: 'Latest', width: 72, leaves: 2, cell: (row) => <span className="num t2 trunc">{row.aliases['latest'] ?? ''}</span> },
    { id: 'since', title: 'Now', min: 130, grow: 1, leaves: 1, cell: (row) => <Since row={row} now={now.get(row.id)} /> },
    { id: 'act', title: '', width: 112, align: 'right', cell: (row) => <Back row={row} now={now.get(row.id)} at={at} /> },
  ];
}

function Since({ row, now }: { row: PastModel; now: CollectionRow | undefined }): ReactNode {
  if (!now) return <span className="t3 small">not here any more</span>;
  const found = sortAliases(differences(row, now.aliases).map((each) => ({ ...each, name: each.alias })));
  if (found.length === 0) return <span className="t3 small">aliases stand as then</span>;
  const words = found.map(({ alias, now: label }) => `${alias} ${label ?? 'nowhere'}`);
  return (
    <span className="small t2 trunc" title={words.join(', ')}>
      {words.join(', ')}
    </span>
  );
}

function Back({ row, now, at }: { row: PastModel; now: CollectionRow | undefined; at: number }): ReactNode {
  const [first] = now ? sortAliases(differences(row, now.aliases).map((each) => ({ ...each, name: each.alias }))) : [];
  if (!first) return null;
  return (
    <span onClick={(event) => event.stopPropagation()}>
      <Button size="xs" tabIndex={-1} aria-label={`Roll back… ${first.alias} of ${row.name} to here`} onClick={() => openDialog({ kind: 'rollBack', collection: row.id, name: row.name, alias: first.alias, at })}>
        Roll back…
      </Button>
    </span>
  );
}

const pastText = (row: PastModel): string => [row.name, row.entity, ...Object.entries(row.aliases).flat()].join(' ');

interface Props {
  readonly at: number;
  readonly filter: Filter;
  readonly onMove: (at: number) => void;
  readonly onLeave: () => void;
}

export function PastRegistry({ at, filter, onMove, onLeave }: Props): ReactNode {
  const moments = useMoments();
  const until = Math.max(useNow(), at, moments?.at(-1) ?? 0);
  const { past, current, error } = usePast(at);
  const { rows: nowRows } = useScope('collections');
  const now = useMemo(() => new Map(nowRows.map((row) => [row.id, row])), [nowRows]);
  const columns = useMemo(() => pastColumns(now, at), [now, at]);
  const all = useMemo(() => past?.models.filter(({ form }) => form === 'registered') ?? [], [past]);
  const wanted = filter.query.trim();
  const rows = useMemo(() => (wanted === '' ? all : withWords(all, wanted, pastText)), [all, wanted]);
  return (
    <>
      <TimeBar what="The registry" at={at} moments={moments ?? []} until={until} onMove={onMove} onLeave={onLeave} />
      <div className="toolbar">
        <FilterField label="Filter models" keys="/" value={filter.query} onChange={filter.setQuery} inputRef={filter.inputRef} />
        <span className="grow" />
        <Count shown={rows.length} of={all.length} one="model" many="models" />
      </div>
      {error ? (
        <ErrorState what="This moment cannot be shown" error={error} />
      ) : !past ? (
        <SkeletonRows awaiting="the registry as it was" />
      ) : rows.length === 0 ? (
        <EmptyState title={all.length === 0 ? 'There was no registered model yet' : 'No models match'}>{all.length === 0 ? 'Move the slider to a later moment.' : 'Try fewer words, or clear the filter with Esc.'}</EmptyState>
      ) : (
        <div className={`col ${css.was}`} style={{ flex: 1 }} aria-busy={!current}>
          <VirtualTable className="sunken" label="Models as they were" rows={rows} columns={columns} rowKey={(row) => row.id} rowText={(row) => row.name} onOpen={(row) => openView({ view: 'collection', collection: row.id })} />
        </div>
      )}
    </>
  );
}
