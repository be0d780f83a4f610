// One tensor on both sides: how its values lie, and what is measured of it.
import { useEffect, useState, type ReactNode } from 'react';
import type { TensorChange, TensorHistogram as Histogram } from '../../../shared/contract/compare.js';
import { asCairnError, type CairnError } from '../../../shared/contract/errors.js';
import { useEngine } from '../../api/EngineProvider.js';
import { shortValue } from '../../ui/MetricValue.js';
import { useSize } from '../../ui/useSize.js';
import css from './Compare.module.css';
import { tensorWords } from './heat.js';

const HEIGHT = 110;
const BINS = 64;

interface TensorHistogramProps {
  readonly before: string;
  readonly after: string;
  readonly tensor: TensorChange;
  readonly title: string;
  readonly baseTitle: string;
}

/** Steps along the tops of the bins. */
function outline(counts: readonly number[], top: number, width: number): string {
  const step = width / counts.length;
  return counts.map((count, index) => `${index === 0 ? 'M0' : 'L'}${index === 0 ? '' : (index * step).toFixed(1)} ${(HEIGHT - (count / top) * HEIGHT).toFixed(1)}H${((index + 1) * step).toFixed(1)}`).join('');
}

export function TensorHistogram({ before, after, tensor, title, baseTitle }: TensorHistogramProps): ReactNode {
  const engine = useEngine();
  const [holder, { width }] = useSize();
  const [state, setState] = useState<{ readonly of: string; readonly found?: Histogram; readonly error?: CairnError }>({ of: '' });
  useEffect(() => {
    const control = new AbortController();
    engine.compare.histogram({ before: { ref: before }, after: { ref: after }, tensor: tensor.name, bins: BINS }, { signal: control.signal }).then(
      (found) => !control.signal.aborted && setState({ of: tensor.name, found }),
      (error: unknown) => !control.signal.aborted && setState({ of: tensor.name, error: asCairnError(error) }),
    );
    return () => control.abort();
  }, [engine, before, after, tensor.name]);
  const found = state.of === tensor.name ? state.found : undefined;
  const top = Math.max(1, ...(found?.before ?? []), ...(found?.after ?? []));
  return (
    <section className={css.section} aria-label={`Values of ${tensor.name}`}>
      <div className={css.sectionHead}>
        <h2 className="mono trunc" style={{ fontSize: 12 }} title={tensor.name}>
          {tensor.name}
        </h2>
      </div>
      <p className="small t2" style={{ marginBottom: 8 }}>
        {tensorWords(tensor)}
        {tensor.nonFinite > 0 && `, ${tensor.nonFinite} NaN or infinite left out`}
      </p>
      <div ref={holder}>
        {state.of === tensor.name && state.error ? (
          <p className="small t2">{state.error.message}</p>
        ) : (
          found && width > 0 && (
            <svg width={width} height={HEIGHT + 18} role="img" aria-label={`Values from ${shortValue(found.min)} to ${shortValue(found.max)}, ${baseTitle} and ${title}`}>
              {found.before && <path d={`${outline(found.before, top, width)}V${HEIGHT}H0Z`} fill="var(--text-3)" opacity={0.28} />}
              {found.after && <path d={outline(found.after, top, width)} fill="none" stroke="var(--c-1)" strokeWidth={1.5} />}
              <line x1={0} x2={width} y1={HEIGHT} y2={HEIGHT} stroke="var(--line-2)" />
              <text x={0} y={HEIGHT + 14} className={css.axisTick}>
                {shortValue(found.min)}
              </text>
              <text x={width} y={HEIGHT + 14} textAnchor="end" className={css.axisTick}>
                {shortValue(found.max)}
              </text>
            </svg>
          )
        )}
      </div>
      <p className={css.note}>
        {found?.before && `filled: ${baseTitle}`}
        {found?.before && found.after && '; '}
        {found?.after && `line: ${title}`}
      </p>
    </section>
  );
}
