// A long name in one line: what does not fit goes from its middle, since names of layers and tensors differ at their ends.
import type { ReactNode } from 'react';
import css from './LongName.module.css';

/** Of the end that always stays. */
const TAIL = 26;

export function LongName({ name, className = '' }: { name: string; className?: string }): ReactNode {
  // One that is little longer than its end is cut as any other text.
  if (name.length < TAIL + 8) return <span className={`${className} trunc`} title={name}>{name}</span>;
  return (
    <span className={`${css.name} ${className}`} title={name}>
      <span className={css.start}>{name.slice(0, -TAIL)}</span>
      <span className={css.end}>{name.slice(-TAIL)}</span>
    </span>
  );
}
