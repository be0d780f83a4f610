// A lane for each alias under an axis of versions; what a band says is in its words, its colour only repeats it.
import type { ReactNode } from 'react';
import type { Band } from '../../../shared/util/aliasLanes.js';
import { AliasGlyph, aliasLook } from '../AliasGlyph.js';
import { exactTime } from '../Time.js';
import type { LaneOf } from './VersionChart.js';
import css from './VersionChart.module.css';

interface Props {
  readonly lanes: readonly LaneOf[];
  /** Versions on the axis. */
  readonly count: number;
  /** Pixels that the axis leaves at both sides. */
  readonly left: number;
  readonly right: number;
}

/** Pixels of the band that stands now, also where no version has arrived since: whoever holds the alias is always to be read. */
const LEAST_NOW = 40;

/** The band that has most room for the alias's word. */
function widest(bands: readonly Band[]): number {
  return bands.reduce((most, { start, end }, index) => (end - start > (bands[most]?.end ?? 0) - (bands[most]?.start ?? 0) ? index : most), 0);
}

export function AliasLanes({ lanes, count, left, right }: Props): ReactNode {
  const shown = lanes.filter(({ bands }) => bands.length > 0);
  if (shown.length === 0 || count === 0) return null;
  return (
    <ul className={css.lanes} aria-label="Which version held each alias">
      {shown.map(({ alias, bands }) => (
        <li key={alias} className={css.lane}>
          <span className={css.glyph} style={{ width: left }}>
            <AliasGlyph name={alias} />
            <span className="sr">{alias}</span>
          </span>
          <span className={css.track} style={{ marginRight: right }}>
            {bands.map(({ hold, start, end, now }, index) => {
              const words = `${alias} held ${hold.label} from ${exactTime(hold.from)} ${hold.until === null ? 'until now' : `to ${exactTime(hold.until)}`}, moved by ${hold.by}`;
              return (
                <span key={hold.id} className={`${css.band ?? ''} ${css[aliasLook(alias)] ?? ''}`} data-now={now} title={words} style={now ? { left: `min(${(100 * start) / count}%, calc(100% - ${LEAST_NOW}px))`, right: 0 } : { left: `${(100 * start) / count}%`, width: `calc(${(100 * (end - start)) / count}% - 2px)` }}>
                  {index === widest(bands) && <span className={css.word}>{alias}</span>}
                  <span className="mono">{hold.label}</span>
                </span>
              );
            })}
          </span>
        </li>
      ))}
    </ul>
  );
}
