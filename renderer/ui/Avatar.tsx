// A person as two letters; the name is said in full to those who point at it or hear it.
import type { ReactNode } from 'react';

/** First letters of the first and last word: "Mira Ovist" is MO, "nightly-ci" is NC. */
export function initials(name: string): string {
  const words = name.split(/[\s._-]+/u).filter(Boolean);
  const first = [...(words[0] ?? '?')][0] ?? '?';
  const last = words.length > 1 ? ([...(words.at(-1) ?? '')][0] ?? '') : '';
  return (first + last).toLocaleUpperCase();
}

export function Avatar({ name, large = false, silent = false }: { name: string; large?: boolean; /** The name stands beside it. */ silent?: boolean }): ReactNode {
  return (
    <span className={large ? 'ava lg' : 'ava'} title={name} data-initials={initials(name)} {...(silent ? { 'aria-hidden': true } : { role: 'img', 'aria-label': name })} />
  );
}
