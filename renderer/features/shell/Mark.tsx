// The sign of Cairn: three stones.
import type { ReactNode } from 'react';

export function Mark({ small = false }: { small?: boolean }): ReactNode {
  return (
    <svg className={small ? 'i s14' : 'i'} viewBox="0 0 24 24" fill="none" stroke="currentColor" aria-hidden="true">
      <ellipse cx="12" cy="18.2" rx="8.5" ry="2.8" />
      <ellipse cx="12.6" cy="11.8" rx="6" ry="2.6" />
      <ellipse cx="11.4" cy="6" rx="3.4" ry="2.2" />
    </svg>
  );
}
