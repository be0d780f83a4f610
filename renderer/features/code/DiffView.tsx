// The changes that were not committed: the files at the left, the lines of one at the right, drawn as they come into sight.
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useState, type ReactNode } from 'react';
import type { CodeOf, DiffFile } from '../../../shared/contract/code.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useAnswer } from '../../data/useAnswer.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { FilterField } from '../../ui/FilterField.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import css from './Code.module.css';
import { diffLines } from './diffLines.js';

const LINE = 18;
/** Files listed; the field finds the others. */
const LISTED = 500;

export function DiffView({ of }: { of: CodeOf }): ReactNode {
  const engine = useEngine();
  const [path, setPath] = useState<string>();
  const [query, setQuery] = useState('');
  const { value, error, retry } = useAnswer({ of, ...(path === undefined ? {} : { path }) }, (question, signal) => engine.code.diff(question, { signal }));
  if (error) return <ErrorState what="The changes could not be read" error={error} onRetry={retry} />;
  if (!value) return <SkeletonRows awaiting="the changes" />;
  const wanted = query.trim().toLowerCase();
  const found = value.files.filter((file) => file.path.toLowerCase().includes(wanted));
  return (
    <div className={css.diff}>
      <nav className={css.files} aria-label="Changed files">
        {value.files.length > 12 && <FilterField label="Find a file" value={query} onChange={setQuery} />}
        <ul>
          {found.slice(0, LISTED).map((file) => (
            <li key={file.path}>
              <button type="button" className={css.file} aria-current={file.path === value.shown} onClick={() => setPath(file.path)} title={file.from === null ? file.path : `${file.from} became ${file.path}`}>
                <span className="mono trunc grow">{file.path}</span>
                <Counts file={file} />
              </button>
            </li>
          ))}
        </ul>
        {found.length > LISTED && <p className="small t3">{`and ${(found.length - LISTED).toLocaleString('en')} more: find them by name`}</p>}
      </nav>
      <DiffLines patch={value.patch} path={value.shown ?? ''} cut={value.cut} />
    </div>
  );
}

function Counts({ file }: { file: DiffFile }): ReactNode {
  if (file.binary) return <span className="small t3">binary</span>;
  return (
    <span className="small tnum nowrap">
      {file.status !== 'modified' && <span className="t3">{file.status} </span>}
      <span className={css.plus}>+{file.added.toLocaleString('en')}</span> <span className={css.minus}>-{file.removed.toLocaleString('en')}</span>
    </span>
  );
}

/** The patch of one file, line by line; only what is in sight exists. Fills the height it is given. */
export function DiffLines({ patch, path, cut }: { patch: string; path: string; cut: boolean }): ReactNode {
  const lines = useMemo(() => diffLines(patch), [patch]);
  const [holder, setHolder] = useState<HTMLDivElement | null>(null);
  const widest = useMemo(() => lines.reduce((most, { text }) => Math.max(most, text.length), 0), [lines]);
  const rows = useVirtualizer({ count: lines.length, getScrollElement: () => holder, estimateSize: () => LINE, overscan: 20 });
  return (
    <div className={css.lines}>
      <div className={css.linesHead}>
        <span className="mono trunc" title={path}>{path}</span>
        {cut && <span className="small t3 nowrap">its first 2 MB</span>}
      </div>
      <div ref={setHolder} className={css.scroll} tabIndex={0} role="region" aria-label={`Changes in ${path}`}>
        {lines.length === 0 && <p className="small t3" style={{ padding: 16 }}>Nothing in it differs line by line.</p>}
        <div style={{ height: rows.getTotalSize(), minWidth: `calc(${widest}ch + 120px)`, position: 'relative' }}>
          {rows.getVirtualItems().map(({ index, start }) => {
            const line = lines[index];
            return (
              line && (
                <div key={index} className={css.line} data-kind={line.kind} style={{ transform: `translateY(${start}px)` }}>
                  <span className={css.no} aria-hidden>{line.before}</span>
                  <span className={css.no} aria-hidden>{line.after}</span>
                  <span className={css.sign}>{line.kind === 'add' ? '+' : line.kind === 'del' ? '-' : ' '}</span>
                  <span className={css.text}>{line.text}</span>
                </div>
              )
            );
          })}
        </div>
      </div>
    </div>
  );
}
