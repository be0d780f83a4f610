// The version that something is of, in one line: its reference and its digest.
import type { ReactNode } from 'react';
import { Digest } from '../Digest.js';

export function Source({ words, of }: { words?: string; of: { readonly ref: string; readonly digest: string } }): ReactNode {
  return (
    <span className="row small t3" style={{ gap: 6 }}>
      {words && <span className="nowrap">{words}</span>}
      <span className="ver trunc" title={of.ref}>
        {of.ref}
      </span>
      <Digest value={of.digest} />
    </span>
  );
}
