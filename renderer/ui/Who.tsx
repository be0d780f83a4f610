// Who and when, as tables show it: two letters and how long ago.
import type { ReactNode } from 'react';
import { Avatar } from './Avatar.js';
import { Time } from './Time.js';

export function Who({ name, at }: { name: string; at: number }): ReactNode {
  return (
    <span className="row t2 small" style={{ gap: 6 }}>
      <Avatar name={name} />
      <Time at={at} />
    </span>
  );
}
