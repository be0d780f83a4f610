// A text that two people wrote at once: both are kept, and one act settles it.
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ReportPanel } from '../../../shared/contract/reports.js';
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
