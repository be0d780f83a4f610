// Who changed the report, when and what; each moment can be looked at and put back.
import { ActionIcon, Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { ReportChange, ReportDetail } from '../../../shared/contract/reports.js';
import { panelOf } from '../../../shared/panels/registry.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useAnswer } from '../../data/useAnswer.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { momentTime } from '../../ui/Time.js';
import css from './Edit.module.css';

/** Moments listed; who wants older ones looks at the operations. */
const SHOWN = 200;
/** Changes of one person closer than this are one moment. */
const TOGETHER_MS = 2_000;

export interface Moment {
  readonly at: number;
  readonly who: string;
  readonly words: readonly string[];
}

function wordsOf({ field, value }: ReportChange): string {
  const [name] = field.split('.');
  switch (name) {
    case 'title':
      return `called it “${typeof value === 'string' ? value : ''}”`;
    case 'subtitle':
      return 'wrote the line under the title';
    case 'deleted':
      return value === true ? 'deleted it' : 'brought it back';
    case 'exported':
      return 'exported it';
    case 'text':
      return value === null ? GONE : 'wrote in a text';
    case 'panel': {
      if (value === null) return GONE;
      const kind = typeof value === 'object' && !Array.isArray(value) ? value['kind'] : undefined;
      return `${PLACED}${panelOf(typeof kind === 'string' ? kind : '')?.name ?? 'a panel'}`;
    }
    default:
      return `changed ${field}`;
  }
}

const PLACED = 'placed or changed: ';
const GONE = 'took a panel away';

/** What was done alike is said once. */
function joined(words: readonly string[]): readonly string[] {
  const placed = words.filter((each) => each.startsWith(PLACED)).map((each) => each.slice(PLACED.length));
  return placed.length === 0 ? words : [`${PLACED}${placed.join(', ')}`, ...words.filter((each) => !each.startsWith(PLACED))];
}

/** Changes made together, newest first. */
export function momentsOf(changes: readonly ReportChange[]): Moment[] {
  const moments: { at: number; who: string; words: string[] }[] = [];
  for (const change of changes) {
    const last = moments.at(-1);
    const words = wordsOf(change);
    if (last && last.who === change.actor.name && last.at - change.at < TOGETHER_MS) {
      if (!last.words.includes(words)) last.words.push(words);
    } else moments.push({ at: change.at, who: change.actor.name, words: [words] });
  }
  return moments.map((moment) => ({ ...moment, words: joined(moment.words) }));
}

interface Props {
  readonly report: ReportDetail;
  readonly at: number | undefined;
  readonly onLook: (at: number | undefined) => void;
  readonly onClose: () => void;
}

export function HistoryPane({ report, at, onLook, onClose }: Props): ReactNode {
  const engine = useEngine();
  const { value, error, retry } = useAnswer({ report: report.id, updated: report.updated }, (asked, signal) => engine.reports.history({ report: asked.report }, { signal }));
  const moments = value && momentsOf(value);
  return (
    <aside className="inspector" aria-label="History of the report">
      <div className={css.changes}>
        <div className="row" style={{ marginBottom: 10 }}>
          <h2 className="h grow">History</h2>
          <ActionIcon size={24} aria-label="Close the history" onClick={onClose}>
            <IconX className="i s14" aria-hidden />
          </ActionIcon>
        </div>
        {error ? (
          <ErrorState what="The history could not be read" error={error} onRetry={retry} />
        ) : !moments ? (
          <SkeletonRows rows={5} awaiting="the history of the report" />
        ) : (
          <ul className="tl">
            {moments.slice(0, SHOWN).map((moment, index) => (
              <li key={`${moment.at} ${index}`}>
                <b>{moment.who}</b> {moment.words.join(', ')}
                <div className="when row">
                  {momentTime(moment.at)}
                  {index > 0 && (
                    <Button size="xs" variant="subtle" aria-pressed={at === moment.at} onClick={() => onLook(at === moment.at ? undefined : moment.at)}>
                      {at === moment.at ? 'Leave' : 'Look'}
                    </Button>
                  )}
                </div>
              </li>
            ))}
          </ul>
        )}
        {moments && moments.length > SHOWN && <p className="small t3">{moments.length - SHOWN} older moments</p>}
      </div>
    </aside>
  );
}
