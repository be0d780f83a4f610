// One thing that a version comes from or belongs to: an icon and what there is to say.
import type { IconBox } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import css from './Version.module.css';

export function Origin({ Icon, children }: { Icon: typeof IconBox; children: ReactNode }): ReactNode {
  return (
    <div className={css.origin}>
      <Icon className="i t3" aria-hidden />
      <div className="grow">{children}</div>
    </div>
  );
}
