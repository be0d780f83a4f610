// A figure that says which version it is of: to the eye on hover, to a program in its attributes.
import type { ReactNode } from 'react';
import type { MetricValue as Value } from '../../../shared/contract/primitives.js';
import { shortValue } from '../MetricValue.js';

interface Props {
  readonly metric: string;
  readonly value: Value | null | undefined;
  readonly of: { readonly ref: string; readonly digest: string };
}

export function Figure({ metric, value, of }: Props): ReactNode {
  if (value === undefined || value === null) return <span className="t3" aria-label="not recorded" title={`${metric} of ${of.ref}: not recorded`}>–</span>;
  return (
    <data className="num" value={String(value)} data-metric={metric} data-digest={of.digest} data-ref={of.ref} title={`${metric} of ${of.ref} is ${String(value)}. ${of.digest}`}>
      {shortValue(value)}
    </data>
  );
}
