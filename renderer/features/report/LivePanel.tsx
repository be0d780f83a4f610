// A panel in the window: its data asked for anew when anything it may show has changed, or frozen.
import type { ReactNode } from 'react';
import { followsWords, loadPanel, panelOrigin, panelTitle } from '../../../shared/panels/load.js';
import type { ReportPanel } from '../../../shared/contract/reports.js';
import type { PanelClient } from '../../../shared/panels/types.js';
import { useAnswer } from '../../data/useAnswer.js';
import { ErrorBoundary } from '../../ui/ErrorBoundary.js';
import { PanelFrame } from '../../ui/report/PanelFrame.js';
import css from '../../ui/report/Report.module.css';
import type { PanelView, PanelViews } from '../../ui/report/views.js';
import { SkeletonRows } from '../../ui/Skeleton.js';

interface Props {
  readonly panel: ReportPanel;
  readonly views: PanelViews;
  /** Whom it asks; one for all panels of the page. */
  readonly client: PanelClient;
  /** Moves whenever live panels have to be asked again. */
  readonly stamp: number;
  /** In place of what it shows: a field that is written in. */
  readonly editor?: ReactNode;
  readonly acts?: ReactNode;
  /** Under a text: what others wrote at the same time. */
  readonly others?: ReactNode;
}

export function LivePanel({ panel, views, client, stamp, editor, acts, others }: Props): ReactNode {
  const { kind, settings, text } = panel;
  const { value, error, retry } = useAnswer({ kind, settings, text }, (asked, signal) => loadPanel(client, asked, signal), stamp);
  const View = Object.hasOwn(views, kind) ? (views[kind] as PanelView<unknown> | undefined) : undefined;
  const title = panelTitle(panel, value?.data);
  const bare = kind === 'text' && typeof settings['title'] !== 'string';
  return (
    <PanelFrame title={title} bare={bare} acts={acts} mark={kind === 'text' ? undefined : { pinned: value?.pinned ?? null, follows: followsWords(panel), of: panelOrigin(value?.data) }}>
      {editor ??
        (error ? (
          <div role="alert">
            <p className={css.problem}>{error.message}</p>
            {error.code !== 'not_found' && (
              <button type="button" className={css.opens} onClick={retry}>
                Try again
              </button>
            )}
          </div>
        ) : value && View ? (
          <ErrorBoundary page={`${panel.id} ${kind}`}>
            <View data={value.data} id={panel.id} />
          </ErrorBoundary>
        ) : (
          <SkeletonRows rows={3} dense awaiting={title} />
        ))}
      {others}
    </PanelFrame>
  );
}
