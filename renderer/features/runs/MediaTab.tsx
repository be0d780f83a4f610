// What a run said beside its numbers: pictures, sounds, pages and tables, by name and step. Read by the engine, shown without acting.
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { viewPath } from '../../../shared/contract/links.js';
import type { RunDetail } from '../../../shared/contract/runs.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useStamp } from '../../data/hooks.js';
import { useAnswer } from '../../data/useAnswer.js';
import { useEntryState } from '../../state/entryState.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { FilterField } from '../../ui/FilterField.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { Media } from '../tables/Media.js';
import { mediaOf, type RunMedia } from './runMedia.js';
import css from './RunMedia.module.css';

/** Names looked at. */
const KEYS = 2_000;
/** Names whose media are shown at once; the field finds the others. */
const SHOWN = 40;

export function MediaTab({ run }: { run: RunDetail }): ReactNode {
  const engine = useEngine();
  const [query, setQuery] = useEntryState('media', '');
  const stamp = useStamp([`history:${run.id}`], 2_000);
  const keys = useAnswer({ run: run.id, query, limit: KEYS }, (question, signal) => engine.runs.keys(question, { signal }), stamp);
  const names = keys.value?.rows.filter(({ kind }) => kind === 'json' || kind === 'mixed').map(({ key }) => key).slice(0, SHOWN);
  const found = useAnswer(names && names.length > 0 ? { runs: [run.id], keys: names } : undefined, (question, signal) => engine.runs.history(question, { signal }), stamp);
  const error = keys.error ?? found.error;
  if (error) return <ErrorState what="What the run logged could not be read" error={error} onRetry={keys.error ? keys.retry : found.retry} />;
  if (!names || (names.length > 0 && !found.value)) return <SkeletonRows awaiting="what the run logged" />;
  // Programs that keep their files in one artifact name them by path alone.
  const files = run.outputs.filter(({ type }) => type === 'run-files').at(-1)?.version;
  const groups = (found.value?.series ?? []).map(({ key, other }) => ({ key, count: other.count, media: mediaOf(other.at, files) })).filter(({ media }) => media.length > 0);
  if (groups.length === 0 && query === '') return <EmptyState title="This run logged no pictures, sounds or tables">Log them beside the numbers: cairn run log {run.key} --image sample.png --table predictions.csv</EmptyState>;
  return (
    <div className={css.tab}>
      <div className="toolbar" style={{ paddingTop: 'var(--s-3)' }}>
        <FilterField label="Find by name" value={query} onChange={setQuery} />
      </div>
      <div className={css.groups} tabIndex={0} role="region" aria-label="Media">
        {groups.length === 0 && <p className="small t3">Nothing has this in its name.</p>}
        {groups.map(({ key, count, media }) => (
          <section key={key} aria-label={key}>
            <h2 className="h">
              {key} <span className="small t3 tnum">{count > media.length ? `${media.length} of ${count.toLocaleString('en')}, evenly` : count}</span>
            </h2>
            <ul className={css.cards}>
              {media.map((item) => (
                <Card key={`${item.step} ${item.version} ${item.path}`} item={item} />
              ))}
            </ul>
          </section>
        ))}
      </div>
    </div>
  );
}

function Card({ item }: { item: RunMedia }): ReactNode {
  const tab = item.kind === 'table' ? 'tables' : 'files';
  return (
    <li>
      {item.kind === 'table' || item.kind === 'file' ? null : <Media version={item.version} path={item.path} large />}
      {item.caption && <span className="small sel trunc" title={item.caption}>{item.caption}</span>}
      <span className="row small">
        <Link className="trunc" href={viewPath({ view: 'version', version: item.version, tab })} title={item.path}>
          {item.kind === 'table' ? `Open ${item.path}` : item.path}
        </Link>
        <span className="t3 tnum nowrap">{`step ${item.step.toLocaleString('en')}`}</span>
      </span>
    </li>
  );
}
