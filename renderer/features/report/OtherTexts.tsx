// What two people changed at once, a text, a panel or a title: both are kept, and one act settles it.
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { JsonValue } from '../../../shared/contract/primitives.js';
import { PanelValue, type OtherValue, type ReportPanel } from '../../../shared/contract/reports.js';
import { panelOf } from '../../../shared/panels/registry.js';
import { Markdown } from '../../ui/Markdown.js';
import { usePanelHost } from '../../ui/report/host.js';
import { momentTime } from '../../ui/Time.js';
import css from './Edit.module.css';

interface Props {
  readonly panel: ReportPanel;
  /** Undefined where nothing may be written. */
  readonly onSettle: ((text: string) => void) | undefined;
}

export function OtherTexts({ panel, onSettle }: Props): ReactNode {
  const { link } = usePanelHost();
  const shown = panel.text ?? '';
  return panel.others.map((other) => {
    const text = typeof other.value === 'string' ? other.value : '';
    return (
      <section key={`${other.device} ${other.at}`} className={css.other} aria-label={`Other version, by ${other.actor.name}`}>
        <p className="small t2">
          Other version, by {other.actor.name}, {momentTime(other.at)}. Both were written without knowing of each other.
        </p>
        <Markdown text={text} onLink={link} />
        {onSettle && (
          <div className="row" style={{ flexWrap: 'wrap' }}>
            <Button size="xs" onClick={() => onSettle(shown)}>
              Keep the one above
            </Button>
            <Button size="xs" onClick={() => onSettle(text)}>
              Use this one
            </Button>
            <Button size="xs" onClick={() => onSettle(`${shown}\n\n${text}`)}>
              Put both
            </Button>
          </div>
        )}
      </section>
    );
  });
}

const words = (value: JsonValue | undefined): string => (value === undefined ? 'not set' : typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 60);

/** How another version of a panel differs from the one that is shown. */
export function differenceOf(shown: Pick<ReportPanel, 'kind' | 'settings'>, value: JsonValue): string {
  const other = PanelValue.safeParse(value).data;
  if (!other) return 'took it away';
  if (other.kind !== shown.kind) return `made it: ${panelOf(other.kind)?.name ?? other.kind}`;
  const keys = [...new Set([...Object.keys(shown.settings), ...Object.keys(other.settings)])].filter((key) => JSON.stringify(shown.settings[key]) !== JSON.stringify(other.settings[key]));
  return `set ${keys.map((key) => (key === 'pinned' ? (other.settings[key] === undefined ? 'it to follow' : 'it as pinned') : `${key} to ${words(other.settings[key])}`)).join(', ')}`;
}

interface RivalsProps {
  readonly panel: ReportPanel;
  /** Undefined where nothing may be written. */
  readonly onSettle: ((value: JsonValue) => void) | undefined;
}

export function OtherPanels({ panel, onSettle }: RivalsProps): ReactNode {
  const { kind, place, settings } = panel;
  return panel.rivals.map(({ value, actor, device, at }: OtherValue) => (
    <section key={`${device} ${at}`} className={css.other} aria-label={`Other panel, by ${actor.name}`}>
      <p className="small t2">
        {actor.name} {differenceOf(panel, value)}, {momentTime(at)}. Both were changed without knowing of each other.
      </p>
      {onSettle && (
        <div className="row" style={{ flexWrap: 'wrap' }}>
          <Button size="xs" onClick={() => onSettle({ kind, place: { ...place }, settings })}>
            Keep this one
          </Button>
          <Button size="xs" onClick={() => onSettle(value)}>
            {value === null ? 'Take it away' : 'Use the other'}
          </Button>
        </div>
      )}
    </section>
  ));
}

export function OtherTitles({ shown, others, onSettle }: { shown: string; others: readonly OtherValue[]; onSettle: ((title: string) => void) | undefined }): ReactNode {
  return others.map(({ value, actor, device, at }) => {
    const title = typeof value === 'string' ? value : '';
    return (
      <section key={`${device} ${at}`} className={css.other} aria-label={`Other title, by ${actor.name}`}>
        <p className="small t2">
          {actor.name} called it “{title}”, {momentTime(at)}. Both were written without knowing of each other.
        </p>
        {onSettle && (
          <div className="row">
            <Button size="xs" onClick={() => onSettle(shown)}>
              Keep the one above
            </Button>
            <Button size="xs" onClick={() => onSettle(title)}>
              Use this one
            </Button>
          </div>
        )}
      </section>
    );
  });
}
