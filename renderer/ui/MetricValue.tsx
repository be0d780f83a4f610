// A measured or configured value, mono and short; the exact value is on hover.
import type { ReactNode } from 'react';
import type { JsonValue } from '../../shared/contract/primitives.js';

const MAX_DIGITS = 5;

/** `0.8702`, `1.2e-7`, `adamw`, `{"cutmix":true}`. Numbers keep five significant figures. */
export function shortValue(value: JsonValue): string {
  if (typeof value === 'number') {
    if (Number.isInteger(value) && Math.abs(value) < 1e9) return String(value);
    const size = Math.abs(value);
    return size !== 0 && (size < 1e-4 || size >= 1e9) ? value.toExponential(2) : String(Number(value.toPrecision(MAX_DIGITS)));
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export function MetricValue({ value }: { value: JsonValue | undefined }): ReactNode {
  if (value === undefined) return <span className="t3" aria-label="not recorded" title="Not recorded">–</span>;
  const exact = typeof value === 'string' ? value : JSON.stringify(value);
  return (
    <span className="num trunc" title={exact}>
      {shortValue(value)}
    </span>
  );
}
