// The grid while it is changed: panels are dragged by their handle and resized at their corner, or both by keys.
import { Menu } from '@mantine/core';
import { IconGripVertical } from '@tabler/icons-react';
import { useMemo, useState, type KeyboardEvent, type ReactNode } from 'react';
import { GridLayout, moveElement, verticalCompactor, type Layout } from 'react-grid-layout';
import type { JsonValue } from '../../../shared/contract/primitives.js';
import { REPORT_COLUMNS, type PanelPlace, type ReportDetail, type ReportPanel } from '../../../shared/contract/reports.js';
import { panelOf } from '../../../shared/panels/registry.js';
import { pinnedOf } from '../../../shared/panels/load.js';
import type { PanelClient } from '../../../shared/panels/types.js';
import { DotsMenu } from '../../ui/DotsMenu.js';
import type { PanelViews } from '../../ui/report/views.js';
import { useSize } from '../../ui/useSize.js';
import css from './Edit.module.css';
import { LivePanel } from './LivePanel.js';
import { OtherPanels, OtherTexts } from './OtherTexts.js';
import { TextEditor } from './TextEditor.js';
import { panelValue } from './withFields.js';

/** As the page that is read: see Report.module.css. */
const ROW = 24;
const MARGIN = [24, 16] as const;

export interface EditGridProps {
  readonly report: ReportDetail;
  readonly views: PanelViews;
  readonly client: PanelClient;
  readonly stamp: number;
  readonly onEdit: (set: Readonly<Record<string, JsonValue>>) => void;
  readonly onSettings: (panel: ReportPanel) => void;
  readonly onPin: (panel: ReportPanel) => void;
  readonly onRemove: (panel: ReportPanel) => void;
}

const layoutOf = (panels: readonly ReportPanel[]): Layout => panels.map(({ id, place }) => ({ i: id, ...place, minW: 2, minH: 2 }));

/** The places that a layout changes, as fields. */
export function movedFields(panels: readonly ReportPanel[], layout: Layout): Record<string, JsonValue> {
  const set: Record<string, JsonValue> = {};
  for (const { i, x, y, w, h } of layout) {
    const panel = panels.find(({ id }) => id === i);
    const place: PanelPlace = { x, y, w, h };
    if (panel && (panel.place.x !== x || panel.place.y !== y || panel.place.w !== w || panel.place.h !== h)) set[`panel.${i}`] = panelValue({ ...panel, place });
  }
  return set;
}

/** Where everything stands once one panel was moved or resized by a step. */
export function stepped(layout: Layout, id: string, key: string, resize: boolean): Layout | undefined {
  const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key] ?? [];
  const own = layout.find(({ i }) => i === id);
  if (dx === undefined || dy === undefined || !own) return undefined;
  const copy = layout.map((item) => ({ ...item }));
  const mine = copy.find(({ i }) => i === id);
  if (!mine) return undefined;
  if (resize) {
    mine.w = Math.max(2, Math.min(REPORT_COLUMNS - mine.x, mine.w + dx));
    mine.h = Math.max(2, Math.min(200, mine.h + dy));
    return verticalCompactor.compact(moveElement(copy, mine, mine.x, mine.y, true, false, 'vertical', REPORT_COLUMNS), REPORT_COLUMNS);
  }
  const x = Math.max(0, Math.min(REPORT_COLUMNS - mine.w, mine.x + dx));
  // One step down goes past the panel below: a row at a time would be drawn back up.
  const next = dy > 0 ? Math.min(...copy.filter((item) => item.i !== id && item.y >= mine.y + mine.h && item.x < mine.x + mine.w && mine.x < item.x + item.w).map((item) => item.y + item.h - mine.h)) : mine.y + dy;
  const above = dy < 0 ? Math.max(...copy.filter((item) => item.i !== id && item.y + item.h <= mine.y && item.x < mine.x + mine.w && mine.x < item.x + item.w).map((item) => item.y)) : next;
  const y = dy === 0 ? mine.y : dy > 0 ? next : above;
  if (!Number.isFinite(y)) return undefined;
  return verticalCompactor.compact(moveElement(copy, mine, x, Math.max(0, y), true, false, 'vertical', REPORT_COLUMNS), REPORT_COLUMNS);
}

export function EditGrid(props: EditGridProps): ReactNode {
  const { report, views, client, stamp, onEdit } = props;
  const [holder, { width }] = useSize();
  const [said, setSaid] = useState('');
  const layout = useMemo(() => layoutOf(report.panels), [report.panels]);
  const keep = (next: Layout): void => {
    const set = movedFields(report.panels, next);
    if (Object.keys(set).length > 0) onEdit(set);
  };
  const onKeyDown = (event: KeyboardEvent, panel: ReportPanel): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || !event.key.startsWith('Arrow')) return;
    event.preventDefault();
    const next = stepped(layout, panel.id, event.key, event.shiftKey);
    if (!next) return;
    keep(next);
    const place = next.find(({ i }) => i === panel.id);
    if (place) setSaid(`Column ${place.x + 1}, row ${place.y + 1}, ${place.w} wide, ${place.h} high`);
  };
  return (
    <div ref={holder} className={css.grid}>
      <p className="sr" role="status">
        {said}
      </p>
      {width > 0 && (
        <GridLayout
          width={width}
          layout={layout}
          gridConfig={{ cols: REPORT_COLUMNS, rowHeight: ROW, margin: MARGIN, containerPadding: [0, 0] }}
          dragConfig={{ enabled: true, handle: '[data-grip]' }}
          resizeConfig={{ enabled: true, handles: ['se'] }}
          compactor={verticalCompactor}
          onDragStop={(next) => keep(next)}
          onResizeStop={(next) => keep(next)}
        >
          {report.panels.map((panel) => (
            <div key={panel.id} data-panel={panel.id}>
              <div className={css.item}>
                <LivePanel
                  panel={panel}
                  views={views}
                  client={client}
                  stamp={stamp}
                  acts={<Acts {...props} panel={panel} onKeyDown={(event) => onKeyDown(event, panel)} />}
                  editor={panel.kind === 'text' ? <TextEditor text={panel.text ?? ''} onKeep={(text) => onEdit({ [`text.${panel.id}`]: text })} /> : undefined}
                  others={<Others panel={panel} onEdit={onEdit} />}
                />
              </div>
            </div>
          ))}
        </GridLayout>
      )}
    </div>
  );
}

/** What others wrote at the same time. */
export function Others({ panel, onEdit }: { panel: ReportPanel; onEdit: ((set: Readonly<Record<string, JsonValue>>) => void) | undefined }): ReactNode {
  return (
    <>
      <OtherTexts panel={panel} onSettle={onEdit && ((text) => onEdit({ [`text.${panel.id}`]: text }))} />
      <OtherPanels panel={panel} onSettle={onEdit && ((value) => onEdit({ [`panel.${panel.id}`]: value }))} />
    </>
  );
}

function Acts({ panel, onKeyDown, onSettings, onPin, onRemove }: EditGridProps & { readonly panel: ReportPanel; readonly onKeyDown: (event: KeyboardEvent) => void }): ReactNode {
  const name = panelOf(panel.kind)?.name ?? panel.kind;
  const pinned = pinnedOf(panel.settings) !== undefined;
  return (
    <>
      <button type="button" data-grip className={css.handle} aria-label={`Move ${name}: arrow keys move it, with Shift they resize it`} title="Drag, or arrow keys; Shift and arrow keys resize" onKeyDown={onKeyDown}>
        <IconGripVertical className="i s14" aria-hidden />
      </button>
      <DotsMenu small label={`What to do with ${name}`}>
        {panel.kind !== 'text' && <Menu.Item onClick={() => onSettings(panel)}>Settings…</Menu.Item>}
        {panel.kind !== 'text' && <Menu.Item onClick={() => onPin(panel)}>{pinned ? 'Unpin: follow again' : 'Pin as it is now'}</Menu.Item>}
        <Menu.Item onClick={() => onRemove(panel)}>Remove</Menu.Item>
      </DotsMenu>
    </>
  );
}
