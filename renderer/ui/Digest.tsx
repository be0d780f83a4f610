// A digest or id: cut in the middle, whole on hover and focus, copied by a click.
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { MouseEvent, ReactNode } from 'react';
import { useCopy } from './useCopy.js';

/** `b3:9f2c71e0…27ac45be`. Text that is short enough stays whole. */
export function cutMiddle(text: string, head = 11, tail = 8): string {
  return text.length <= head + tail + 1 ? text : `${text.slice(0, head)}…${text.slice(-tail)}`;
}

/** `whole` shows it uncut; `what` names it for those who hear the page ("digest", "device id"). */
export function Digest({ value, whole = false, what = 'digest', tabIndex }: { value: string; whole?: boolean; what?: string; tabIndex?: number }): ReactNode {
  const { copied, copy } = useCopy();
  const onClick = (event: MouseEvent): void => {
    event.stopPropagation();
    copy(value);
  };
  return (
    <button type="button" className="copy mono" title={value} onClick={onClick} {...(tabIndex !== undefined && { tabIndex })}>
      <span className="sr">
        Copy {what} {value}
      </span>
      <span className="trunc" aria-hidden>
        {whole ? value : cutMiddle(value)}
      </span>
      {copied ? <IconCheck className="i s14 done" aria-hidden /> : <IconCopy className="i s14" aria-hidden />}
      <span className="sr" role="status">
        {copied ? `The ${what} was copied` : ''}
      </span>
    </button>
  );
}
