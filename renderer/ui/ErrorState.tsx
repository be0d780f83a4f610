// Something failed: what, why, Retry, Copy details. It stands where the content would be.
import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useCopy } from './useCopy.js';

export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly details?: Record<string, unknown>;
}

/** The text that Copy details puts on the clipboard. */
export function failureText(what: string, { code, message, details }: Failure): string {
  return [what, `${code}: ${message}`, ...(details && Object.keys(details).length > 0 ? [JSON.stringify(details, null, 2)] : [])].join('\n');
}

export function ErrorState({ what, error, onRetry }: { what: string; error: Failure; onRetry?: (() => void) | undefined }): ReactNode {
  const { copied, copy } = useCopy();
  return (
    <div className="state" role="alert">
      <h2 className="h row">
        <IconAlertTriangle className="i" aria-hidden style={{ color: 'var(--danger-solid)' }} />
        {what}
      </h2>
      <p className="sel">{error.message}</p>
      <div className="actions">
        {onRetry && <Button onClick={onRetry}>Retry</Button>}
        <Button variant="subtle" onClick={() => copy(failureText(what, error))}>
          {copied ? 'Copied' : 'Copy details'}
        </Button>
        <span className="mono t3 sel">{error.code}</span>
      </div>
    </div>
  );
}
