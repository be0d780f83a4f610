// A slider over the past: it moves freely by mouse and from change to change by keys, and says the moment in words.
import { ActionIcon, Button } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconHistory } from '@tabler/icons-react';
import { useEffect, useMemo, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { Banner } from '../../ui/Banner.js';
import { exactTime, momentTime } from '../../ui/Time.js';
import { stepFrom, ticksOf } from './moments.js';
import css from './Past.module.css';

/** Changes that a page key skips. */
const PAGE = 10;

interface Props {
  /** "The registry", "Surface Defect Segmenter". */
  readonly what: string;
  readonly at: number;
  readonly moments: readonly number[];
  /** The end of the slider: now. */
  readonly until: number;
  readonly onMove: (at: number) => void;
  readonly onLeave: () => void;
}

/** `2026-06-12T10:12`, of this computer's clock, as a date field wants it. */
function localText(at: number): string {
  return new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

export function TimeBar({ what, at, moments, until, onMove, onLeave }: Props): ReactNode {
  const from = Math.min(moments[0] ?? at, at);
  const ticks = useMemo(() => ticksOf(moments, from, until), [moments, from, until]);
  /** Steps asked for before the changes were read. */
  const owed = useRef(0);
  useEffect(() => {
    if (owed.current === 0 || moments.length === 0) return;
    const by = owed.current;
    owed.current = 0;
    onMove(stepFrom(at, moments, by));
  }, [at, moments, onMove]);
  const step = (by: number): void => {
    if (moments.length === 0) owed.current += by;
    else onMove(stepFrom(at, moments, by));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const steps: Record<string, number> = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -PAGE, PageUp: PAGE, Home: -Infinity, End: Infinity };
    const by = steps[event.key];
    if (by === undefined) return;
    event.preventDefault();
    step(by);
  };
  return (
    <>
      <Banner
        tone="past"
        label="A past moment is shown"
        icon={<IconHistory className="i" aria-hidden />}
        action={
          <Button size="xs" onClick={onLeave}>
            Back to now
          </Button>
        }
      >
        <b className="med">{what} as it was on {momentTime(at)}.</b> Nothing here can be changed; an alias can be rolled back to where it stood.
      </Banner>
      <div className={css.bar}>
        <ActionIcon size={24} aria-label="The change before" title="The change before" onClick={() => step(-1)}>
          <IconChevronLeft className="i s14" aria-hidden />
        </ActionIcon>
        <div className={css.slider}>
          <input
            type="range"
            aria-label="Moment"
            aria-valuetext={exactTime(at)}
            min={from}
            max={until}
            step={1}
            value={at}
            autoFocus
            onChange={(event) => onMove(Number(event.currentTarget.value))}
            onKeyDown={onKeyDown}
          />
          <div className={css.ticks} aria-hidden>
            {ticks.map((place) => (
              <i key={place} style={{ left: `${place}%` }} />
            ))}
          </div>
        </div>
        <ActionIcon size={24} aria-label="The change after" title="The change after" onClick={() => step(1)}>
          <IconChevronRight className="i s14" aria-hidden />
        </ActionIcon>
        <input
          type="datetime-local"
          className={css.date}
          aria-label="Date and time"
          step={1}
          value={localText(at)}
          onChange={(event) => {
            const typed = new Date(event.currentTarget.value).getTime();
            if (!Number.isNaN(typed)) onMove(Math.min(typed, until));
          }}
        />
      </div>
    </>
  );
}
