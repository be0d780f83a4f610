// A line or block of code to be taken along, with a copy button.
import { ActionIcon } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useCopy } from './useCopy.js';

/** `prompt` shows a terminal's sign that is not copied. `what` names the block for those who hear the page. */
export function CodeSnippet({ code, prompt = false, what = 'command' }: { code: string; prompt?: boolean; what?: string }): ReactNode {
  const { copied, copy } = useCopy();
  return (
    <div className="snippet">
      <pre className="code" tabIndex={0} aria-label={what}>
        {code.split('\n').map((line, index) => (
          <div key={index}>
            {prompt && <span className="prompt">$ </span>}
            {line}
          </div>
        ))}
      </pre>
      <ActionIcon size={24} aria-label={`Copy ${what}`} onClick={() => copy(code)}>
        {copied ? <IconCheck className="i s14" aria-hidden /> : <IconCopy className="i s14" aria-hidden />}
      </ActionIcon>
      <span className="sr" role="status">
        {copied ? `The ${what} was copied` : ''}
      </span>
    </div>
  );
}
