// What deserves a word before logging: bytes that are here already, and notices that belong to no single file.
import { IconAlertTriangle, IconCopy, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { IngestPlan } from '../../../shared/contract/ingest.js';
import css from './RegisterPanel.module.css';

export function NoticesSection({ plan, exclude, name }: { plan: IngestPlan; exclude: readonly string[]; name: string }): ReactNode {
  const listed = new Set(plan.files.map((file) => file.path));
  const notices = plan.notices.filter(({ path }) => path === null || (!listed.has(path) && !exclude.includes(path)));
  if (plan.same.length === 0 && notices.length === 0) return null;
  return (
    <ul className={css.notices} aria-label="Notices">
      {plan.same.map((same) => (
        <li key={same.ref} data-level="info">
          <IconCopy className="i s14" aria-hidden />
          <span>
            Same bytes as <b className="med">{same.ref}</b>. {same.name === name ? 'Registering logs it again and moves the aliases; no second version is made.' : 'They are stored once, whatever they are called.'}
          </span>
        </li>
      ))}
      {notices.map(({ level, path, message }) => (
        <li key={`${path ?? ''} ${message}`} data-level={level} role={level === 'error' ? 'alert' : undefined}>
          {level === 'info' ? <IconInfoCircle className="i s14" aria-hidden /> : <IconAlertTriangle className="i s14" aria-hidden />}
          <span>
            {path !== null && <span className="mono">{path}: </span>}
            {message}
          </span>
        </li>
      ))}
    </ul>
  );
}
