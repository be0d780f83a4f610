// How many of how many: "16 of 18 models", "1 model".
import type { ReactNode } from 'react';

const COUNT = new Intl.NumberFormat();

export function countWords(shown: number, of: number, one: string, many: string): string {
  const noun = of === 1 ? one : many;
  return shown === of ? `${COUNT.format(of)} ${noun}` : `${COUNT.format(shown)} of ${COUNT.format(of)} ${noun}`;
}

export function Count({ shown, of, one, many }: { shown: number; of: number; one: string; many: string }): ReactNode {
  return (
    <span className="small t3 tnum nowrap" role="status">
      {countWords(shown, of, one, many)}
    </span>
  );
}
