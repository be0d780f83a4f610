// A report: read, changed, looked at as it was, and exported.
import { Button, Menu, SegmentedControl, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconClock, IconDownload, IconLock, IconPlus, IconRefresh } from '@tabler/icons-react';
import { useMemo, useState, type ReactNode } from 'react';
import { viewLink, viewPath } from '../../../shared/contract/links.js';
import type { JsonObject, JsonValue } from '../../../shared/contract/primitives.js';
import type { ReportDetail, ReportPanel } from '../../../shared/contract/reports.js';
import { loadPanel, pinnedOf } from '../../../shared/panels/load.js';
import { panelOf, PANELS } from '../../../shared/panels/registry.js';
import { askTogether } from '../../../shared/panels/together.js';
import type { PanelKind } from '../../../shared/panels/types.js';
import { nativeBridge } from '../../api/bridge.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useStamp, useStatus } from '../../data/hooks.js';
import { useEntryState } from '../../state/entryState.js';
import { openView } from '../../state/openView.js';
import { problemOf, useAct } from '../../state/useAct.js';
import { useCrumbs } from '../../state/useCrumbs.js';
import { Avatar } from '../../ui/Avatar.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { PanelHostProvider } from '../../ui/report/host.js';
import css from '../../ui/report/Report.module.css';
import type { PanelViews } from '../../ui/report/views.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { momentTime } from '../../ui/Time.js';
import { offerUndo } from '../../ui/undoToast.js';
import own from './Edit.module.css';
import { EditGrid, Others } from './EditGrid.js';
import { exportReport, type ExportAs } from './exportReport.js';
import { HistoryPane } from './HistoryPane.js';
import { LivePanel } from './LivePanel.js';
import { OtherTitles } from './OtherTexts.js';
import { PanelSettings } from './PanelSettings.js';
import { useReport, type LiveReport } from './useReport.js';
import { usePanelHostOfWindow } from './usePanelHostOfWindow.js';
import { below, newPanelId, panelValue } from './withFields.js';

/** What live panels may show: any of these moving asks them again. */
const SHOWN_SCOPES = ['collections', 'recent', 'runs'];

export function ReportPage({ id, views }: { id: string; views: PanelViews }): ReactNode {
  const [at, setAt] = useState<number>();
  const live = useReport(id, at);
  const { report, error, retry } = live;
  useCrumbs([{ label: 'Reports', path: viewPath({ view: 'reports' }) }, { label: report?.title ?? '…' }]);
  if (error) {
    return (
      <div className="page">
        <h1 className="sr">Report</h1>
        <ErrorState what="The report could not be read" error={error} onRetry={retry} />
      </div>
    );
  }
  if (!report) {
    return (
      <div className="page" style={{ paddingTop: 60 }}>
        <h1 className="sr">Report</h1>
        <SkeletonRows awaiting="the engine to read the report" />
      </div>
    );
  }
  return <Shown live={live} report={report} views={views} at={at} onAt={setAt} />;
}

interface ShownProps {
  readonly live: LiveReport;
  readonly report: ReportDetail;
  readonly views: PanelViews;
  readonly at: number | undefined;
  readonly onAt: (at: number | undefined) => void;
}

function Shown({ live, report, views, at, onAt }: ShownProps): ReactNode {
  const engine = useEngine();
  const host = usePanelHostOfWindow();
  const stamp = useStamp(SHOWN_SCOPES, 1_500);
  // A new one with every stamp: what was under way before it may be of before.
  const { client } = useMemo(() => ({ client: askTogether(engine), stamp }), [engine, stamp]);
  const [mode, setMode] = useEntryState<'read' | 'edit'>('mode', 'read');
  const [history, setHistory] = useEntryState<boolean>('history', false);
  const [asked, setAsked] = useState<{ readonly kind: PanelKind<unknown, unknown>; readonly panel: ReportPanel | undefined }>();
  const act = useAct();
  const editing = mode === 'edit' && at === undefined;
  const edit = (set: Readonly<Record<string, JsonValue>>): void => void live.edit(set);
  const add = async (kind: PanelKind<unknown, unknown>, settings: JsonObject): Promise<void> => {
    const place = { x: 0, y: below(report.panels), ...kind.size };
    await live.edit({ [`panel.${newPanelId()}`]: panelValue({ kind: kind.kind, place, settings }) });
  };
  const pin = (panel: ReportPanel): void =>
    act.run(async () => {
      const { pinned: _, ...settings } = panel.settings;
      if (pinnedOf(panel.settings)) return live.edit({ [`panel.${panel.id}`]: panelValue({ ...panel, settings }) });
      const { data } = await loadPanel(engine, panel, new AbortController().signal);
      return live.edit({ [`panel.${panel.id}`]: panelValue({ ...panel, settings: { ...settings, pinned: { at: Date.now(), data: data as JsonValue } } }) });
    });
  const remove = (panel: ReportPanel): void => {
    edit({ [`panel.${panel.id}`]: null });
    offerUndo(`Removed ${panelOf(panel.kind)?.name ?? 'a panel'}`, () => live.edit({ [`panel.${panel.id}`]: panelValue(panel), ...(panel.text === null ? {} : { [`text.${panel.id}`]: panel.text }) }));
  };
  const rollBack = (): void =>
    act.run(async () => {
      if (at === undefined) return;
      const back = await engine.reports.rollBack({ report: report.id, at });
      onAt(undefined);
      live.replace(back);
    });
  return (
    <PanelHostProvider value={host}>
      <div className="page">
        <Bar report={report} mode={mode} onMode={setMode} past={at !== undefined} history={history} onHistory={() => (setHistory(!history), onAt(undefined))} onAdd={(kind) => (kind.needs === 'nothing' && kind.kind !== 'history' ? void add(kind, {}) : setAsked({ kind, panel: undefined }))} live={live} />
        {act.problem !== undefined && (
          <p className="banner past" role="alert">
            {act.problem}
          </p>
        )}
        {at !== undefined && (
          <div className="banner past" role="status">
            <IconClock className="i" aria-hidden />
            <span className="grow">As it stood on {momentTime(at)}. Live panels show what is true now.</span>
            <Button size="xs" onClick={rollBack} aria-busy={act.pending}>
              Roll back to this
            </Button>
            <Button size="xs" variant="subtle" onClick={() => onAt(undefined)}>
              Leave
            </Button>
          </div>
        )}
        <div className={`${own.split ?? ''} ${history ? (own.with ?? '') : ''}`}>
          <div className={css.scroll} role="region" aria-label={report.title} tabIndex={0}>
            <article className={css.doc}>
              <Head report={report} editing={editing} onEdit={edit} />
              <OtherTitles shown={report.title} others={report.others} onSettle={at === undefined ? (title) => edit({ title }) : undefined} />
              {report.panels.length === 0 && (
                <EmptyState title="Nothing is on this page yet" action={mode === 'read' ? <Button variant="filled" onClick={() => setMode('edit')}>Edit</Button> : undefined}>
                  Add a panel above, or use “Add to report” on any page.
                </EmptyState>
              )}
              {editing ? (
                <EditGrid report={report} views={views} client={client} stamp={stamp} onEdit={edit} onPin={pin} onRemove={remove} onSettings={(panel) => setAsked({ kind: panelOf(panel.kind) ?? PANELS.text as unknown as PanelKind<unknown, unknown>, panel })} />
              ) : (
                <div className={css.grid}>
                  {report.panels.map((panel) => (
                    <div key={panel.id} className={css.cell} style={{ gridColumn: `${panel.place.x + 1} / span ${panel.place.w}`, gridRow: `${panel.place.y + 1} / span ${panel.place.h}` }}>
                      <LivePanel panel={panel} views={views} client={client} stamp={stamp} others={<Others panel={panel} onEdit={at === undefined ? edit : undefined} />} />
                    </div>
                  ))}
                </div>
              )}
            </article>
          </div>
          {history && <HistoryPane report={report} at={at} onLook={onAt} onClose={() => (setHistory(false), onAt(undefined))} />}
        </div>
      </div>
      {asked && (
        <PanelSettings
          kind={asked.kind}
          isNew={asked.panel === undefined}
          settings={asked.panel?.settings ?? suggested(report)}
          onClose={() => setAsked(undefined)}
          onKeep={(settings) => (asked.panel ? live.edit({ [`panel.${asked.panel.id}`]: panelValue({ ...asked.panel, settings }) }) : add(asked.kind, settings))}
        />
      )}
    </PanelHostProvider>
  );
}

/** A new panel begins with the model that the others are about. */
function suggested(report: ReportDetail): JsonObject {
  const model = report.panels.map(({ settings }) => settings['model']).find((value) => typeof value === 'string');
  return model === undefined ? {} : { model };
}

function Head({ report, editing, onEdit }: { report: ReportDetail; editing: boolean; onEdit: (set: Record<string, JsonValue>) => void }): ReactNode {
  const data = report.panels.filter(({ kind }) => kind !== 'text');
  const pinned = data.filter(({ settings }) => pinnedOf(settings) !== undefined).length;
  return (
    <header>
      {editing ? (
        <div className={own.titles}>
          <h1 className="sr">{report.title}</h1>
          <TextInput size="lg" aria-label="Title" defaultValue={report.title} maxLength={300} onBlur={(event) => event.currentTarget.value.trim() !== '' && onEdit({ title: event.currentTarget.value.trim() })} />
          <TextInput aria-label="Line under the title" placeholder="A line under the title" defaultValue={report.subtitle} maxLength={300} onBlur={(event) => onEdit({ subtitle: event.currentTarget.value.trim() })} />
        </div>
      ) : (
        <>
          <h1 className="sel">{report.title}</h1>
          {report.subtitle && <p className={css.sub}>{report.subtitle}</p>}
        </>
      )}
      <p className={css.about}>
        <span>
          <Avatar name={report.actor.name} />
          {report.actor.name}
        </span>
        {pinned > 0 && (
          <span>
            <IconLock className="i s14" aria-hidden />
            {pinned} {pinned === 1 ? 'panel' : 'panels'} pinned
          </span>
        )}
        <span>
          <IconRefresh className="i s14" aria-hidden />
          {data.length - pinned} live
        </span>
      </p>
    </header>
  );
}

interface BarProps {
  readonly report: ReportDetail;
  readonly mode: 'read' | 'edit';
  readonly onMode: (mode: 'read' | 'edit') => void;
  readonly past: boolean;
  readonly history: boolean;
  readonly onHistory: () => void;
  readonly onAdd: (kind: PanelKind<unknown, unknown>) => void;
  readonly live: LiveReport;
}

function Bar({ report, mode, onMode, past, history, onHistory, onAdd, live }: BarProps): ReactNode {
  const editors = report.editors.length;
  return (
    <div className={own.bar}>
      <span className="small t3 trunc hide-md">
        Saved {momentTime(report.updated)}, {editors} {editors === 1 ? 'editor' : 'editors'}
      </span>
      <span className="grow" />
      {mode === 'edit' && !past && (
        <Menu position="bottom-end" withinPortal transitionProps={{ duration: 0 }}>
          <Menu.Target>
            <Button leftSection={<IconPlus className="i" aria-hidden />}>Add panel</Button>
          </Menu.Target>
          <Menu.Dropdown mah={420} style={{ overflowY: 'auto' }}>
            {Object.values(PANELS).map((kind) => (
              <Menu.Item key={kind.kind} title={kind.about} onClick={() => onAdd(kind as unknown as PanelKind<unknown, unknown>)}>
                {kind.name}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      <SegmentedControl size="xs" aria-label="Read or edit" disabled={past} data={[{ value: 'read', label: 'Read' }, { value: 'edit', label: 'Edit' }]} value={past ? 'read' : mode} onChange={(value) => onMode(value as 'read' | 'edit')} />
      <Button leftSection={<IconClock className="i" aria-hidden />} aria-pressed={history} onClick={onHistory}>
        History
      </Button>
      <Export report={report} live={live} />
    </div>
  );
}

function Export({ report, live }: { report: ReportDetail; live: LiveReport }): ReactNode {
  const engine = useEngine();
  const { status } = useStatus();
  const act = useAct();
  const run = (as: ExportAs): void =>
    act.run(async () => {
      if (!status) return;
      try {
        await exportReport(engine, report, status, as);
      } catch (problem) {
        notifications.show({ message: problemOf(problem), autoClose: 8000 });
      }
    });
  const remove = (): void => {
    void live.edit({ deleted: true }).then(() => {
      openView({ view: 'reports' });
      offerUndo(`Deleted ${report.title}`, () => engine.reports.edit({ report: report.id, set: { deleted: false } }));
    });
  };
  const copyLink = (): void => {
    if (!status) return;
    void nativeBridge()
      .copyText(viewLink(status.registry.id, { view: 'report', report: report.id }))
      .then(() => notifications.show({ message: 'The link was copied', autoClose: 3000 }));
  };
  const busy = act.pending;
  return (
    <Menu position="bottom-end" withinPortal transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <Button variant="filled" leftSection={<IconDownload className="i" aria-hidden />} aria-busy={busy}>
          {busy ? 'Exporting…' : 'Export'}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item disabled={busy} onClick={() => run('html')}>One HTML file</Menu.Item>
        <Menu.Item disabled={busy} onClick={() => run('pdf')}>PDF</Menu.Item>
        <Menu.Item disabled={busy} onClick={() => run('png')}>PNG</Menu.Item>
        <Menu.Item disabled={busy} onClick={() => run('md')}>Markdown</Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={copyLink}>Copy link</Menu.Item>
        <Menu.Item onClick={remove}>Delete the report</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
