// Lineage without a start: search for one, or take a model or artifact that changed of late.
import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { viewPath } from '../../../shared/contract/links.js';
import { useScope, useSearch } from '../../data/hooks.js';
import { useCrumbs } from '../../state/useCrumbs.js';
import { AliasList } from '../../ui/AliasBadge.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { FilterField } from '../../ui/FilterField.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import css from '../../ui/lineage/Lineage.module.css';
import { useStartOf } from './useStartOf.js';

const RECENT = 10;

export function StartPicker(): ReactNode {
  useCrumbs([{ label: 'Lineage' }]);
  const [text, setText] = useState('');
  const { hits, loading } = useSearch(text, 20);
  const collections = useScope('collections');
  const startOf = useStartOf();
  const found = hits.filter((hit) => hit.kind !== 'project');
  return (
    <div className="page">
      <div className="page-head">
        <h1 className="title">Lineage</h1>
      </div>
      {collections.error ? (
        <ErrorState what="What there is could not be read" error={collections.error} onRetry={collections.retry} />
      ) : collections.loading ? (
        <SkeletonRows rows={8} awaiting="the engine to list what there is" />
      ) : collections.total === 0 ? (
        <EmptyState title="Nothing to follow yet">Once a version is logged, this shows the runs and data it came from and what came of it.</EmptyState>
      ) : (
        <div className="scroll">
          <div className={css.starts}>
            <p className="t2" style={{ marginBottom: 12 }}>
              Choose where to start: a version, a run or a registered model.
            </p>
            <FilterField label="Search versions, runs and models" value={text} onChange={setText} width={560} />
            <div className={css.found} style={{ marginTop: 12 }} aria-busy={loading}>
              {text.trim() !== ''
                ? found.map((hit) => (
                    <button key={`${hit.kind} ${hit.id}`} type="button" onClick={() => void startOf(hit.kind, hit.id)}>
                      <span className="trunc grow">{hit.title}</span>
                      <AliasList aliases={hit.aliases} width={140} />
                      <span className="small t3 nowrap">{hit.detail}</span>
                    </button>
                  ))
                : collections.rows.slice(0, RECENT).map((row) => (
                    <button key={row.id} type="button" onClick={() => void startOf('collection', row.id)}>
                      <span className="trunc grow">{row.name}</span>
                      <span className="ver t3">{row.form === 'registered' ? '' : row.latest?.label}</span>
                      <span className="small t3 nowrap">{row.form === 'registered' ? 'registered model' : row.type}</span>
                    </button>
                  ))}
            </div>
            {text.trim() !== '' && !loading && found.length === 0 && (
              <p className="small t3">
                Nothing has these words. <Link href={viewPath({ view: 'artifacts' })}>Show all artifacts</Link>
              </p>
            )}
          </div>
        </div>
      )}
    </div>
  );
}
