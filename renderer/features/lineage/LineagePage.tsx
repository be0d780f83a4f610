// Lineage: where a version, run or model came from and what came of it, as a graph or a list, with what depends on it beside.
import { SegmentedControl } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { viewPath } from '../../../shared/contract/links.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useEntryState } from '../../state/entryState.js';
import { openView } from '../../state/openView.js';
import { fileName, saveFile } from '../../state/saveFile.js';
import { problemOf } from '../../state/useAct.js';
import { useCrumbs } from '../../state/useCrumbs.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { ClusterPanel } from './ClusterPanel.js';
import { DetailsPanel } from './DetailsPanel.js';
import { graphPng, graphSvg, type PictureInput } from './exportGraph.js';
import { FilterBar } from './FilterBar.js';
import { FoldAgain } from './FoldAgain.js';
import { Finder } from './Finder.js';
import { FlowView, type FlowHandle } from '../../ui/lineage/FlowView.js';
import { ImpactPanel } from './ImpactPanel.js';
import css from '../../ui/lineage/Lineage.module.css';
import { LineageList } from './LineageList.js';
import { LineageToolbar } from './LineageToolbar.js';
import { StartPicker } from './StartPicker.js';
import { openNode } from './openNode.js';
import { useImpact } from './useImpact.js';
import { graphInput, grown, hidden } from './asked.js';
import { useLineage, type Lineage } from './useLineage.js';
import { useWay } from './useWay.js';
import { WaySection } from './WaySection.js';
import { useLayout } from './layout/useLayout.js';
import { useShown } from './useShown.js';

export function LineagePage({ start }: { start: string | undefined }): ReactNode {
  return start === undefined ? <StartPicker /> : <StartedLineage start={start} />;
}

function StartedLineage({ start }: { start: string }): ReactNode {
  const lineage = useLineage(start);
  const { graph, error, retry } = lineage;
  const title = graph?.nodes.find((node) => node.id === start)?.ref ?? '';
  useCrumbs([{ label: 'Lineage', path: viewPath({ view: 'lineage' }) }, { label: title || start.slice(0, 8) }]);
  if (error && !graph) {
    return (
      <div className="page">
        <h1 className="sr">Lineage</h1>
        <ErrorState what="This lineage cannot be shown" error={error} onRetry={error.code === 'not_found' ? undefined : retry} />
      </div>
    );
  }
  if (!graph) {
    return (
      <div className="page" style={{ paddingTop: 60 }}>
        <h1 className="sr">Lineage</h1>
        <SkeletonRows rows={10} awaiting="the engine to follow this lineage" />
      </div>
    );
  }
  return <ShownLineage start={start} title={title} lineage={lineage} />;
}

function noteOf({ graph, size, asked }: Lineage, drawn: number): string {
  const count = new Intl.NumberFormat();
  const clusters = graph?.nodes.filter((node) => node.kind === 'cluster').length ?? 0;
  const whole = size !== undefined && size > (graph?.found ?? 0) ? ` of ${count.format(size)}` : '';
  const filtered = asked.types.length + asked.aliases.length > 0 || asked.after !== undefined || asked.before !== undefined ? ', filtered' : '';
  return `${count.format(graph?.found ?? 0)}${whole} nodes${clusters > 0 ? ` as ${count.format(drawn)}, ${clusters} ${clusters === 1 ? 'cluster' : 'clusters'}` : ''}${filtered}${graph?.truncated ? ', the nearest only' : ''}`;
}

function ShownLineage({ start, title, lineage }: { start: string; title: string; lineage: Lineage }): ReactNode {
  const engine = useEngine();
  const { asked, ask, answers } = lineage;
  const shown = useShown(lineage.graph, start);
  const { graph, index, linesOf, sizeOf, selected, select, from, setFrom, hot, hotEdges, path } = shown;
  const layout = useLayout(graph, answers, sizeOf);
  const flow = useRef<FlowHandle>(null);
  const [panel, setPanel] = useEntryState<string>('panel', 'details');
  const [list, setList] = useEntryState<boolean>('list', false);
  const [filtering, setFiltering] = useEntryState<boolean>('filtering', false);
  const [wanted, setWanted] = useState<string>();
  const node = index.nodes.get(selected);
  const begin = index.nodes.get(from);
  const way = useWay(index, path, from, selected);
  const impactOf = node && node.kind !== 'cluster' ? node.id : undefined;
  const { impact, error: impactError } = useImpact(panel === 'impact' ? impactOf : undefined);

  const onOpen = useCallback((id: string) => openNode(index.nodes.get(id)), [index]);
  const onGrow = useCallback((id: string, to: 'up' | 'down') => ask(grown(asked, { id, to })), [ask, asked]);
  const onHide = useCallback((id: string, to: 'up' | 'down') => ask(hidden(asked, { id, to })), [ask, asked]);
  const onSelect = useCallback((id: string) => select(id), [select]);
  const onCluster = useCallback(
    (id: string) => {
      select(id);
      setPanel('details');
    },
    [select, setPanel],
  );
  const onElsewhere = useCallback(
    (id: string) => {
      void engine.lineage.path({ from: { ref: from }, to: { ref: id } }).then(
        (found) => {
          if (found.direction === null) notifications.show({ message: 'Nothing on record joins it to what is shown. Start from it instead.', autoClose: 8000 });
          else {
            ask({ also: found.nodes.map((each) => each.id), picked: [...new Set([...asked.picked, ...found.nodes.map((each) => each.id)])] });
            setWanted(id);
          }
        },
        (problem: unknown) => notifications.show({ message: problemOf(problem), autoClose: 8000 }),
      );
    },
    [engine, from, ask, asked.picked],
  );
  const onPath = useCallback(
    (id: string) => {
      setFrom(selected);
      select(id);
    },
    [setFrom, selected, select],
  );
  // What is on the way is shown whatever leaves it out.
  const onWay = useCallback((ids: readonly string[]) => ask({ also: [...new Set([...asked.also, ...ids])], picked: [...new Set([...asked.picked, ...ids])], types: [], aliases: [], after: undefined, before: undefined }), [ask, asked]);
  const onFound = useCallback(
    (id: string) => {
      select(id);
      flow.current?.fly(id);
    },
    [select],
  );
  // What was asked for from elsewhere is selected once it is there.
  useEffect(() => {
    if (wanted === undefined || !layout?.places.has(wanted)) return;
    select(wanted);
    flow.current?.fly(wanted);
    setWanted(undefined);
  }, [wanted, layout, select]);

  const onExport = useCallback(
    (kind: 'svg' | 'png') => {
      if (!layout) return;
      const style = getComputedStyle(document.documentElement);
      const input: PictureInput = { layout, sizeOf, linesOf, start, hot, hotEdges, title: `Lineage of ${title}`, note: noteOf(lineage, graph.nodes.length), token: (name) => style.getPropertyValue(name).trim() };
      if (kind === 'svg') saveFile(fileName(`lineage-${title}`, 'svg'), graphSvg(input).svg, 'image/svg+xml');
      else void graphPng(input).then(({ blob, scale }) => saveFile(fileName(`lineage-${title}${scale < 1 ? ` at ${Math.max(1, Math.round(scale * 100))} percent` : ''}`, 'png'), blob), (problem: unknown) => notifications.show({ message: problemOf(problem), autoClose: 8000 }));
    },
    [layout, lineage, graph, sizeOf, linesOf, start, hot, hotEdges, title],
  );
  const input = useMemo(() => graphInput(start, asked), [start, asked]);
  const filterOpen = filtering || asked.types.length + asked.aliases.length > 0;

  return (
    <div className="page" aria-busy={lineage.loading}>
      <LineageToolbar
        start={index.nodes.get(start)}
        title={title}
        asked={asked}
        size={lineage.size}
        list={list}
        filtering={filterOpen}
        finder={<Finder nodes={graph.nodes} onFound={onFound} onElsewhere={onElsewhere} />}
        ask={ask}
        onList={setList}
        onFiltering={(open) => {
          setFiltering(open);
          if (!open) ask({ types: [], aliases: [], after: undefined, before: undefined });
        }}
        onExport={onExport}
      />
      {filterOpen && <FilterBar asked={asked} offered={graph.offered} ask={ask} />}
      <div className={css.split}>
        {list || !layout ? (
          <div className="col">{list && <LineageList index={index} nodes={graph.nodes} label={`Lineage of ${title}`} selected={selected} onSelect={onSelect} onOpen={onOpen} />}</div>
        ) : (
          <FlowView handle={flow} layout={layout} index={index} label={`Lineage of ${title}`} start={start} from={from} selected={selected} hot={hot} hotEdges={hotEdges} linesOf={linesOf} sizeOf={sizeOf} note={noteOf(lineage, graph.nodes.length)} onSelect={onSelect} onPath={onPath} onFrom={setFrom} onOpen={onOpen} onGrow={onGrow} onHide={onHide} onOpenCluster={onCluster} />
        )}
        <aside className="inspector" aria-label={panel === 'impact' ? 'Impact' : 'Details'}>
          <div className="sec" style={{ paddingBottom: 12 }}>
            <SegmentedControl fullWidth aria-label="What is shown of the node" data={[{ value: 'details', label: 'Details' }, { value: 'impact', label: 'Impact' }]} value={panel} onChange={setPanel} />
          </div>
          {panel === 'impact' && node && node.kind !== 'cluster' && <ImpactPanel node={node} impact={impact} error={impactError} onOpen={(version) => openView({ view: 'version', version, tab: 'overview' })} onExport={(name, text) => saveFile(name, text, 'text/tab-separated-values')} />}
          {node?.kind === 'cluster' && <ClusterPanel key={node.id} cluster={node} input={input} onPick={(id) => { ask({ picked: [...asked.picked, id] }); setWanted(id); }} onOpen={(id) => ask({ open: [...asked.open, id] })} />}
          {panel === 'details' && node && <DetailsPanel index={index} node={node} start={start} from={from} onFrom={setFrom} way={begin && way && <WaySection index={index} from={begin} to={node} ofStart={from === start} path={path} way={way} onSelect={onFound} onFromStart={() => setFrom(start)} onShow={onWay} />} onOpen={onOpen} onStart={(id) => openView({ view: 'lineage', start: id })} onSelect={onFound} onGrow={onGrow} onHide={onHide} folds={<FoldAgain node={node} graph={graph} asked={asked} ask={ask} />} />}
        </aside>
      </div>
      <div className="sr" role="status">
        {node ? shown.said(node) : ''}
      </div>
    </div>
  );
}
