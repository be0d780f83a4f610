// Text that a click copies whole: a path, a fingerprint.
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useCopy } from './useCopy.js';

/** `what` names it for those who hear the page. */
export function CopyText({ text, what }: { text: string; what: string }): ReactNode {
  const { copied, copy } = useCopy();
  return (
    <button type="button" className="copy mono" title={text} onClick={() => copy(text)}>
      <span className="sr">Copy {what} </span>
      <span className="trunc">{text}</span>
      {copied ? <IconCheck className="i s14 done" aria-hidden /> : <IconCopy className="i s14" aria-hidden />}
      <span className="sr" role="status">
        {copied ? `The ${what} was copied` : ''}
      </span>
    </button>
  );
}
