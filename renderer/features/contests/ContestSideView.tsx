// One side of a contest: the version, who moved the alias there and why, what is known about it, and the choice.
import { Button } from '@mantine/core';
import { useId, type ReactNode } from 'react';
import { Link } from 'wouter';
import type { ContestedAlias, ContestSide } from '../../../shared/contract/contests.js';
import type { Headline, VersionRow } from '../../../shared/contract/entities.js';
import { viewPath } from '../../../shared/contract/links.js';
import { Avatar } from '../../ui/Avatar.js';
import { AvailabilityBadge, FlaggedBadge } from '../../ui/AliasBadge.js';
import { Delta } from '../../ui/Delta.js';
import { Digest } from '../../ui/Digest.js';
import { MetricValue } from '../../ui/MetricValue.js';
import { Time } from '../../ui/Time.js';
import { gateWords, useVerdict } from '../gates/useVerdict.js';
import css from './Contests.module.css';
import { choiceEffect, choiceWords } from './contestText.js';

/** Metrics that a side shows; the headline comes first. */
const METRICS = 4;

interface Props {
  readonly contest: ContestedAlias;
  readonly side: ContestSide;
  /** Undefined for a removal, and while the version has not arrived. */
  readonly version: VersionRow | undefined;
  /** What it is measured against: the holder's version. */
  readonly baseline: VersionRow | undefined;
  readonly headline: Headline | undefined;
  readonly pending: boolean;
  readonly onChoose: () => void;
}

export function ContestSideView({ contest, side, version, baseline, headline, pending, onChoose }: Props): ReactNode {
  const id = useId();
  const { verdict } = useVerdict(version && { collection: contest.collection, alias: contest.alias, ref: version.id });
  const gates = gateWords(verdict);
  const names = Object.keys(version?.metrics ?? {}).sort((a, b) => Number(b === headline?.metric) - Number(a === headline?.metric) || a.localeCompare(b));
  return (
    <div className={css.side} role="group" aria-label={choiceWords(contest.alias, side)}>
      <div className={css.who}>
        <span className={css.label}>
          {version ? (
            <Link href={viewPath({ view: 'version', version: version.id, tab: 'overview' })} className="name">
              {side.label}
            </Link>
          ) : (
            (side.label ?? 'No version')
          )}
        </span>
        {side.holds && <span className="badge">published first</span>}
        <span className="grow" />
        <Avatar name={side.actor.name} large silent />
        <div className={css.person}>
          <div className="med trunc">{side.actor.name}</div>
          <div className="small t3 trunc">
            <Time at={side.at} />, {side.device}
          </div>
        </div>
      </div>
      <p className={css.reason}>{side.note === null ? <span className="t3">No reason was given.</span> : `“${side.note}”`}</p>
      <dl className="kv">
        {names.slice(0, METRICS).map((name) => (
          <Metric key={name} name={name} version={version} baseline={baseline} headline={headline} />
        ))}
        {gates !== '' && (
          <>
            <dt>Gates</dt>
            <dd>{gates}</dd>
          </>
        )}
        {version && (
          <>
            <dt>Digest</dt>
            <dd>
              <Digest value={version.digest} />
            </dd>
            <dt>Here</dt>
            <dd>
              <AvailabilityBadge value={version.availability} pinned={version.pinned} />
              <FlaggedBadge level={version.safety} />
            </dd>
          </>
        )}
        {side.version !== null && !version && (
          <>
            <dt>Version</dt>
            <dd className="t3">has not arrived on this device</dd>
          </>
        )}
      </dl>
      <p id={id} className={`small t2 ${css.effect}`}>
        {choiceEffect(contest, side)}
      </p>
      <Button size="md" fullWidth aria-describedby={id} aria-busy={pending} onClick={onChoose}>
        {choiceWords(contest.alias, side)}
      </Button>
    </div>
  );
}

function Metric({ name, version, baseline, headline }: { name: string; version: VersionRow | undefined; baseline: VersionRow | undefined; headline: Headline | undefined }): ReactNode {
  return (
    <>
      <dt className="trunc" title={name}>
        {name}
      </dt>
      <dd>
        <MetricValue value={version?.metrics[name]} />
        {baseline && <Delta now={version?.metrics[name]} before={baseline.metrics[name]} direction={headline?.metric === name ? headline.direction : undefined} />}
      </dd>
    </>
  );
}
