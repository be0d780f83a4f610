// Progress of something long: bytes, rate and time left, never a bare percentage.
import type { ReactNode } from 'react';
import type { Progress } from '../../shared/contract/primitives.js';
import { formatBytes } from '../../shared/util/formatBytes.js';

const COUNT = new Intl.NumberFormat();

/** "under a second left", "12 s left", "3 min left", "1 h 20 min left". */
export function timeLeft(seconds: number): string {
  if (seconds < 1) return 'under a second left';
  if (seconds < 90) return `${Math.ceil(seconds)} s left`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min left`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min left`;
}

function amount(value: number, unit: Progress['unit']): string {
  return unit === 'bytes' ? formatBytes(value) : COUNT.format(value);
}

/** "2.1 GB/s, under a second left", or an empty string while nothing is known. */
export function progressDetail({ done, total, rate, unit }: Progress): string {
  if (!rate || rate <= 0) return '';
  const speed = unit === 'bytes' ? `${formatBytes(rate)}/s` : `${COUNT.format(Math.round(rate))} ${unit}/s`;
  return total === null ? speed : `${speed}, ${timeLeft(Math.max(0, total - done) / rate)}`;
}

export function ProgressBar({ title, progress, action }: { title: string; progress: Progress; /** Stands at the right end, such as Cancel. */ action?: ReactNode }): ReactNode {
  const { done, total, unit } = progress;
  const share = total ? Math.min(100, (100 * done) / total) : 0;
  const counted = total === null ? amount(done, unit) : `${amount(done, unit)} of ${amount(total, unit)}${unit === 'bytes' ? '' : ` ${unit}`}`;
  return (
    <div className="progress">
      <div className="row">
        <span className="med trunc grow">{title}</span>
        <span className="num t2 nowrap">{counted}</span>
      </div>
      <div className="meter" role="progressbar" aria-label={title} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(share)} aria-valuetext={counted}>
        <i style={{ width: `${share}%` }} />
      </div>
      <div className="row" style={{ minHeight: 24 }}>
        <span className="small t2 grow trunc">{progressDetail(progress)}</span>
        {action}
      </div>
    </div>
  );
}
