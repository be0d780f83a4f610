// The short stroke that says which line is meant: its colour and its dash.
import type { ReactNode } from 'react';
import { lookOf } from './series.js';

export function LineKey({ place, off = false }: { place: number; off?: boolean }): ReactNode {
  const { color, dash } = lookOf(place);
  return (
    <svg width="16" height="4" viewBox="0 0 16 4" aria-hidden="true" style={{ flex: 'none' }}>
      <line x1="0" x2="16" y1="2" y2="2" stroke={off ? 'var(--line-2)' : color} strokeWidth="2.5" strokeDasharray={off ? undefined : dash.map((each) => each * 0.7).join(' ') || undefined} />
    </svg>
  );
}
