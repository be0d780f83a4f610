// The metrics of a version beside those of the one it would replace, so that nobody promotes blindly.
import type { ReactNode } from 'react';
import type { Headline, VersionRow } from '../../../shared/contract/entities.js';
import { Delta } from '../../ui/Delta.js';
import { MetricValue } from '../../ui/MetricValue.js';
import css from './Dialogs.module.css';

/** Metrics that are named; the headline comes first. */
const SHOWN = 5;

interface Props {
  readonly version: Pick<VersionRow, 'label' | 'metrics'>;
  readonly before: Pick<VersionRow, 'label' | 'metrics'>;
  readonly headline: Headline | undefined;
}

export function Beside({ version, before, headline }: Props): ReactNode {
  const names = Object.keys({ ...version.metrics, ...before.metrics }).sort((a, b) => Number(b === headline?.metric) - Number(a === headline?.metric) || a.localeCompare(b));
  if (names.length === 0) return null;
  return (
    <div className={css.beside} role="group" aria-label={`Metrics of ${version.label} beside ${before.label}`}>
      <span />
      <span className={css.head}>{before.label}</span>
      <span className={css.head}>{version.label}</span>
      <span />
      {names.slice(0, SHOWN).map((name) => (
        <Line key={name} name={name} version={version} before={before} headline={headline} />
      ))}
      {names.length > SHOWN && <span className="t3">and {names.length - SHOWN} more</span>}
    </div>
  );
}

function Line({ name, version, before, headline }: Props & { readonly name: string }): ReactNode {
  return (
    <>
      <span className="trunc t2" title={name}>
        {name}
      </span>
      <span className={css.r}>
        <MetricValue value={before.metrics[name]} />
      </span>
      <span className={css.r}>
        <MetricValue value={version.metrics[name]} />
      </span>
      <span>
        <Delta now={version.metrics[name]} before={before.metrics[name]} direction={headline?.metric === name ? headline.direction : undefined} />
      </span>
    </>
  );
}
