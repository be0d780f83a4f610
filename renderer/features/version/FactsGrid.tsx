// Up to eight facts in a quiet grid; what nobody recorded says so.
import type { ReactNode } from 'react';
import type { VersionDetail } from '../../../shared/contract/entities.js';
import { factsOf } from './facts.js';
import css from './Version.module.css';

export function FactsGrid({ version }: { version: VersionDetail }): ReactNode {
  const problems = version.facts.filter((fact) => fact.problem !== null);
  return (
    <section className={css.facts} aria-label="Facts">
      <dl>
        {factsOf(version).map(({ title, value, mono }) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd className={value === undefined ? 't3' : mono ? 'mono sel' : 'sel'} title={value}>
              {value ?? 'not recorded'}
            </dd>
          </div>
        ))}
      </dl>
      {problems.map((fact) => (
        <p key={fact.path} className="small t2">
          The header of {fact.path} cannot be read: {fact.problem}
        </p>
      ))}
    </section>
  );
}
