// Around the page: takes drops anywhere on the window, shows where they can go, and holds the form at the right.
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { useEngine } from '../../api/EngineProvider.js';
import { useScope, useStamp } from '../../data/hooks.js';
import { useAnswer } from '../../data/useAnswer.js';
import { useCommandHandlers } from '../../state/commands.js';
import { useView } from '../../state/openView.js';
import { later } from '../../ui/later.js';
import { DropOverlay } from './DropOverlay.js';
import { targetsFor } from './dropTargets.js';
import type { GoingRun, TargetCollection } from './dropTargets.js';
import { openDropped, openImport, openRegister, useRegisterQueue } from './registerStore.js';
import { useDrop } from './useDrop.js';
import type { CollectionUnder, DragState } from './useDrop.js';
import css from './RegisterHost.module.css';

const { Part: JobPanel, useHere } = later(async () => (await import('./JobPanel.js')).JobPanel);

export function RegisterHost({ children }: { children: ReactNode }): ReactNode {
  const job = useRegisterQueue((queue) => queue.jobs[0]);
  const waiting = useRegisterQueue((queue) => Math.max(0, queue.jobs.length - 1));
  useHere(job !== undefined);
  const [under, setUnder] = useState<CollectionUnder>();
  const shown = usePageCollection();
  const collection = useTargetCollection(under ?? shown);
  const run = usePageRun();
  const drag = useDrop(
    useCallback(
      (files: readonly File[], state: DragState) => {
        const at = state.collection && state.collection.id !== collection?.id ? state.collection : collection;
        const targets = targetsFor(at, run);
        const target = targets.find(({ id }) => id === state.target) ?? targets[0];
        void openDropped(files, target?.register ?? {}, target?.mode ?? 'auto');
      },
      [collection, run],
    ),
  );
  useEffect(() => setUnder(drag?.collection), [drag?.collection]);
  const shownId = shown?.id;
  const shownName = shown?.name;
  useCommandHandlers(
    useMemo(() => {
      const here = { collectionId: shownId, collectionName: shownName };
      return {
        'version.register': { run: () => void openRegister({ ...here, source: 'files' }) },
        'logs.import': { run: () => void openImport() },
        'folder.register': { run: () => void openRegister({ ...here, source: 'folder' }) },
      };
    }, [shownId, shownName]),
  );
  return (
    <div className={css.host}>
      <div className={css.page}>
        {children}
        {drag && <DropOverlay drag={drag} collection={collection} run={run} />}
      </div>
      {job && <JobPanel key={job.id} job={job} waiting={waiting} />}
    </div>
  );
}

/** The collection that the page on screen belongs to. Nothing is logged to a registered model: versions are linked to it. */
function usePageCollection(): CollectionUnder | undefined {
  const view = useView();
  const collections = useScope(view?.view === 'collection' ? 'collections' : undefined);
  const version = useScope(view?.view === 'version' ? `version:${view.version}` : undefined).rows[0];
  if (view?.view === 'version') return version && { id: version.collection, name: version.name };
  if (view?.view !== 'collection') return undefined;
  const row = collections.rows.find(({ id }) => id === view.collection);
  return row?.form === 'artifact' ? { id: row.id, name: row.name } : undefined;
}

/** The run on screen, while it goes on. */
function usePageRun(): GoingRun | undefined {
  const engine = useEngine();
  const view = useView();
  const shown = view?.view === 'run' ? view.run : undefined;
  const stamp = useStamp(shown === undefined ? [] : [`run:${shown}`], 1_000);
  const { value } = useAnswer(shown === undefined ? undefined : { run: shown }, (question, signal) => engine.runs.get(question, { signal }), stamp);
  const going = value?.state === 'running' && value.id === shown;
  const { id, key, name, project } = value ?? { id: '', key: '', name: '', project: '' };
  return useMemo(() => (going ? { id, key, name, project } : undefined), [going, id, key, name, project]);
}

/** What the overlay says about it: project, type, and the number that comes next. */
function useTargetCollection(under: CollectionUnder | undefined): TargetCollection | undefined {
  const engine = useEngine();
  const { rows } = useScope(under ? 'collections' : undefined);
  const row = rows.find(({ id }) => id === under?.id);
  const [next, setNext] = useState<{ readonly id: string; readonly label: string }>();
  const id = under?.id;
  const name = row?.name ?? under?.name;
  const project = row?.project;
  const type = row?.type;
  useEffect(() => {
    if (id === undefined || !name) return undefined;
    const control = new AbortController();
    engine.ingest.checkName({ name, ...(project && { project }) }, { signal: control.signal }).then(
      (check) => !control.signal.aborted && setNext({ id, label: check.next }),
      () => undefined,
    );
    return () => control.abort();
  }, [engine, id, name, project]);
  return useMemo(
    () => (id === undefined ? undefined : { id, name: name ?? '', project, type, next: next?.id === id ? next.label : undefined }),
    [id, name, project, type, next],
  );
}
