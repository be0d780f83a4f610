// A size, in the one way Cairn writes sizes, with the exact count on hover.
import type { ReactNode } from 'react';
import { formatBytes } from '../../shared/util/formatBytes.js';

const EXACT = new Intl.NumberFormat();

export function Bytes({ value }: { value: number }): ReactNode {
  return (
    <span className="num nowrap" title={`${EXACT.format(value)} bytes`}>
      {formatBytes(value)}
    </span>
  );
}
