// One run as it would come in: its series, its checkpoints in order with their metrics, its inputs; each can be left out.
import { Checkbox } from '@mantine/core';
import { IconActivity } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { ImportPreviewRun } from '../../../shared/contract/imports.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { AliasBadge } from '../../ui/AliasBadge.js';
import { partKey, toggled } from './choice.js';
import type { Left } from './choice.js';
import { toolName } from './toolName.js';
import css from './Imports.module.css';

const COUNT = new Intl.NumberFormat();
const NUMBER = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 5 });
const SERIES_NAMED = 6;

const plural = (count: number, one: string, many = `${one}s`): string => `${COUNT.format(count)} ${count === 1 ? one : many}`;

const numberText = (value: unknown): string => (typeof value === 'number' ? NUMBER.format(value) : String(value));

/** Its headline, which is named above the list; else its first metric with its name. */
function measuredText({ metrics }: ImportPreviewRun['artifacts'][number], headline: ImportPreviewRun['headline']): string {
  if (headline && metrics[headline.metric] !== undefined) return numberText(metrics[headline.metric]);
  const [first] = Object.entries(metrics);
  return first ? `${first[0]} ${numberText(first[1])}` : '';
}

interface Props {
  readonly run: ImportPreviewRun;
  readonly left: Left;
  readonly change: (left: Left) => void;
}

export function ProposedRun({ run, left, change }: Props): ReactNode {
  const out = left.runs.has(run.key);
  const { headline } = run;
  const more = run.series.length - SERIES_NAMED;
  return (
    <section className="sec" aria-label={`Run ${run.name}`} data-out={out}>
      <div className={css.runHead}>
        <Checkbox size="xs" aria-label={`Take in the run ${run.name}`} checked={!out} onChange={() => change({ ...left, runs: toggled(left.runs, run.key) })} />
        <IconActivity className="i s14" aria-hidden />
        <h3 className={css.runName} title={run.name}>
          {run.name}
        </h3>
        <span className="small t3 nowrap">{run.known ? 'here already' : toolName(run.importer)}</span>
      </div>
      {!out && (
        <>
          <dl className={css.facts}>
            <dt>From</dt>
            <dd className="mono trunc" title={run.source}>
              {run.source}
            </dd>
            <dt>Project</dt>
            <dd>{run.project}</dd>
            <dt>Series</dt>
            <dd title={run.series.join(', ')}>
              {run.series.length === 0 ? 'none' : `${plural(run.points, 'value')} in ${run.series.length}: ${run.series.slice(0, SERIES_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`}
            </dd>
            <dt>Parameters</dt>
            <dd>{run.config === 0 ? 'none' : COUNT.format(run.config)}</dd>
            {headline && (
              <>
                <dt>Best by</dt>
                <dd>
                  {headline.metric}, {headline.direction === 'min' ? 'lower is better' : 'higher is better'}
                </dd>
              </>
            )}
          </dl>
          {run.artifacts.length > 0 && (
            <ul className={css.parts} aria-label="Versions that come in">
              {run.artifacts.map((artifact) => (
                <li key={artifact.id} className={css.part}>
                  <Checkbox size="xs" aria-label={`Take in ${artifact.title}`} checked={!left.artifacts.has(partKey(run.key, artifact.id))} onChange={() => change({ ...left, artifacts: toggled(left.artifacts, partKey(run.key, artifact.id)) })} />
                  <span className={css.partName} title={`${artifact.name}: ${artifact.id}`}>
                    {artifact.title}
                  </span>
                  {artifact.aliases.map((alias) => (
                    <AliasBadge key={alias} alias={{ name: alias, kind: 'set', contested: false }} />
                  ))}
                  <span className={css.measured}>{artifact.known ? 'here already' : measuredText(artifact, headline)}</span>
                  <span className="num small t2 nowrap">{formatBytes(artifact.bytes)}</span>
                </li>
              ))}
            </ul>
          )}
          {run.inputs.length > 0 && (
            <ul className={css.parts} aria-label="Inputs found in the parameters">
              {run.inputs.map((input) => (
                <li key={input.key} className={css.part}>
                  <Checkbox size="xs" aria-label={`Record the input ${input.name}:${input.label}`} checked={!left.inputs.has(partKey(run.key, input.key))} onChange={() => change({ ...left, inputs: toggled(left.inputs, partKey(run.key, input.key)) })} />
                  <span className={css.partName}>
                    {input.name}:{input.label}
                  </span>
                  <span className={css.measured}>input, by {input.key}</span>
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </section>
  );
}
