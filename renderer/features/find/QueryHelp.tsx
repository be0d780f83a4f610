// What can be asked for, each with an example that a click types.
import type { ReactNode } from 'react';
import { QUERY_FIELDS, type QueryTarget } from '../../../shared/contract/query.js';
import css from './Find.module.css';

const MORE: readonly { readonly example: string; readonly about: string; readonly of: readonly QueryTarget[] }[] = [
  { example: 'acc>0.9', about: 'a metric, by its own name', of: ['versions', 'runs'] },
  { example: '-tag:draft', about: 'a minus before a part: not this', of: ['versions', 'models', 'collections'] },
  { example: 'mnist', about: 'words without a field: wherever they are mentioned', of: ['versions', 'models', 'collections', 'runs'] },
];

export function QueryHelp({ of, onUse }: { of: QueryTarget; onUse: (example: string) => void }): ReactNode {
  const fields = [...MORE, ...Object.values(QUERY_FIELDS)].filter((field) => (field.of as readonly QueryTarget[]).includes(of));
  return (
    <section className={css.help} aria-label="What can be asked for">
      {fields.map(({ example, about }) => (
        <button key={example} type="button" className={css.field} onClick={() => onUse(example)}>
          <span className="mono">{example}</span>
          <span className="t3 small">{about}</span>
        </button>
      ))}
    </section>
  );
}
