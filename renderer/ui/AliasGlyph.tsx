// The small drawn sign of an alias: disc, half disc, ring, star, split diamond, dot.
import type { ReactNode } from 'react';

const KNOWN = ['production', 'staging', 'candidate', 'best'];

/** The name that tokens know an alias by. */
export function aliasLook(name: string): string {
  return KNOWN.includes(name) ? name : 'other';
}

const SHAPES: Record<string, ReactNode> = {
  production: <circle cx="5" cy="5" r="4.5" />,
  staging: (
    <>
      <path d="M5 .5a4.5 4.5 0 0 0 0 9z" />
      <circle cx="5" cy="5" r="4" fill="none" stroke="currentColor" />
    </>
  ),
  candidate: <circle cx="5" cy="5" r="3.9" fill="none" stroke="currentColor" strokeWidth="1.3" />,
  best: <path d="M5 .3l1.4 3 3.3.4-2.4 2.3.6 3.3L5 7.7 2.1 9.3l.6-3.3L.3 3.7l3.3-.4z" />,
  contested: (
    <>
      <path d="M4.3.6v8.8L.2 5z" />
      <path d="M5.7.6v8.8L9.8 5z" />
    </>
  ),
  other: <circle cx="5" cy="5" r="2.5" />,
};

export function AliasGlyph({ name, contested = false }: { name: string; contested?: boolean }): ReactNode {
  const look = contested ? 'contested' : aliasLook(name);
  return (
    <svg className={`g ${look}`} viewBox="0 0 10 10" aria-hidden="true">
      {SHAPES[look]}
    </svg>
  );
}
