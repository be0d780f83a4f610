// Files that could not be read, by name, and why. The rest comes in.
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { ImportProblem } from '../../../shared/contract/imports.js';
import css from './Imports.module.css';

export function Problems({ problems }: { problems: readonly ImportProblem[] }): ReactNode {
  if (problems.length === 0) return null;
  return (
    <section className="sec" aria-label="What could not be read">
      <h3 className="sec-h">
        Could not be read<span className="end small">the rest comes in</span>
      </h3>
      <ul className={css.problems}>
        {problems.map(({ path, message }) => (
          <li key={`${path} ${message}`}>
            <IconAlertTriangle className="i s14" aria-hidden />
            <span>
              <span className="mono">{path}</span>: {message}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
