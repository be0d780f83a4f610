// What stands where rows will be. Nothing is shown for the first 150 ms, so that quick answers do not flicker.
import { useEffect, useState, type ReactNode } from 'react';

const SHOW_AFTER_MS = 150;
/** After this long it says what is awaited. */
const EXPLAIN_AFTER_MS = 10_000;

function useAfter(ms: number): boolean {
  const [passed, setPassed] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setPassed(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return passed;
}

/** Rows at their real height. `awaiting` finishes the sentence "Still waiting for ...". */
export function SkeletonRows({ rows = 8, dense = false, awaiting }: { rows?: number; dense?: boolean; awaiting: string }): ReactNode {
  const visible = useAfter(SHOW_AFTER_MS);
  const explain = useAfter(EXPLAIN_AFTER_MS);
  if (!visible) return <div aria-busy="true" className="grow" />;
  return (
    <div aria-busy="true" role="status" className="grow">
      <span className="sr">Loading</span>
      {explain && <p className="t2" style={{ padding: '8px 24px' }}>Still waiting for {awaiting}.</p>}
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className="row" style={{ height: dense ? 'var(--h-row-dense)' : 'var(--h-row)', padding: '0 24px', borderBottom: '1px solid var(--line-1)', gap: 24 }}>
          <div className="skeleton" style={{ width: 120 + ((index * 53) % 90) }} />
          <div className="skeleton" style={{ width: 64 + ((index * 31) % 50) }} />
          <div className="grow" />
          <div className="skeleton" style={{ width: 48 }} />
        </div>
      ))}
    </div>
  );
}
