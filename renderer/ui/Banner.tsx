// One line over the content that asks for something: a contested alias, a past moment.
import type { ReactNode } from 'react';

interface Props {
  readonly tone: 'contested' | 'past' | 'plain';
  readonly icon: ReactNode;
  readonly children: ReactNode;
  /** The act it asks for. */
  readonly action?: ReactNode;
  readonly label?: string;
}

export function Banner({ tone, icon, children, action, label }: Props): ReactNode {
  return (
    <div className={`banner ${tone}`} role="region" {...(label !== undefined && { 'aria-label': label })}>
      {icon}
      <span className="grow">{children}</span>
      {action}
    </div>
  );
}
