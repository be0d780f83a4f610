// Finding by query: what is typed, what it means in words, what it finds; and kept under a name it is a smart collection.
import { ActionIcon, Button, SegmentedControl } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconBookmark, IconTrash } from '@tabler/icons-react';
import { useMemo, useRef, type ReactNode } from 'react';
import type { QueryTarget, SavedView } from '../../../shared/contract/query.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useCommandHandlers } from '../../state/commands.js';
import { openDialog } from '../../state/dialogs.js';
import { useEntryState } from '../../state/entryState.js';
import { openView } from '../../state/openView.js';
import { forgetSavedView, noteSavedView, useSavedViews } from '../../state/savedViews.js';
import { problemOf, useAct } from '../../state/useAct.js';
import { useCrumbs } from '../../state/useCrumbs.js';
import { useExplained } from '../../state/useExplained.js';
import { countWords } from '../../ui/Count.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { offerUndo } from '../../ui/undoToast.js';
import { QueryField } from './QueryField.js';
import { QueryHelp } from './QueryHelp.js';
import { Results } from './Results.js';
import { useFound, useRested } from './useFound.js';

const TARGETS: readonly { readonly value: QueryTarget; readonly label: string; readonly one: string; readonly many: string }[] = [
  { value: 'versions', label: 'Versions', one: 'version', many: 'versions' },
  { value: 'models', label: 'Models', one: 'model', many: 'models' },
  { value: 'collections', label: 'Artifacts', one: 'artifact', many: 'artifacts' },
  { value: 'runs', label: 'Runs', one: 'run', many: 'runs' },
];

export function FindPage({ saved: id }: { saved: string | undefined }): ReactNode {
  const { views, known } = useSavedViews();
  const saved = views.find((view) => view.id === id);
  useCrumbs([{ label: 'Find' }, ...(saved ? [{ label: saved.name }] : [])]);
  if (id !== undefined && !saved) {
    return (
      <div className="page">
        <h1 className="sr">Smart collection</h1>
        {known ? <EmptyState title="This smart collection is not here" action={<Button onClick={() => openView({ view: 'find' })}>Find by query</Button>}>It may have been removed, or belong to another registry.</EmptyState> : <SkeletonRows awaiting="the smart collections" />}
      </div>
    );
  }
  return <Finder saved={saved} />;
}

function Finder({ saved }: { saved: SavedView | undefined }): ReactNode {
  const [text, setText] = useEntryState('query', saved?.text ?? '');
  const [of, setOf] = useEntryState<QueryTarget>('query.of', saved?.of ?? 'versions');
  const inputRef = useRef<HTMLInputElement>(null);
  useCommandHandlers(
    useMemo(() => {
      const focus = { run: () => inputRef.current?.focus() };
      return { 'filter.focus': focus, 'go.find': focus };
    }, []),
  );
  const { explained, current } = useExplained(text, of);
  const asked = useRested(text);
  const runnable = asked.trim() !== '' && current && explained?.problems.length === 0;
  const found = useFound(asked, of, runnable);
  const { one = '', many = '' } = TARGETS.find(({ value }) => value === of) ?? {};
  const changed = saved !== undefined && (text !== saved.text || of !== saved.of);
  const count = runnable && !found.loading ? countWords(found.total, found.total, one, many) : '';
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1 className="title trunc">{saved?.name ?? 'Find'}</h1>
          {saved && <p className="sub t3">Smart collection. What is in it changes with the registry.</p>}
        </div>
        <div className="actions">
          {saved && <Remove saved={saved} />}
          {changed && <Keep saved={saved} text={text} of={of} disabled={!runnable} />}
          {(saved === undefined || changed) && (
            <Button variant={saved ? 'default' : 'filled'} leftSection={<IconBookmark className="i" aria-hidden />} disabled={!runnable} onClick={() => openDialog({ kind: 'saveQuery', text, of })}>
              {saved ? 'Save as…' : 'Save…'}
            </Button>
          )}
        </div>
      </div>
      <div className="toolbar">
        <SegmentedControl aria-label="What to find" data={TARGETS.map(({ value, label }) => ({ value, label }))} value={of} onChange={(value) => setOf(value as QueryTarget)} />
      </div>
      <QueryField text={text} onText={setText} explained={text.trim() === '' ? undefined : explained} current={current} count={count} inputRef={inputRef} />
      {text.trim() === '' ? (
        <QueryHelp
          of={of}
          onUse={(example) => {
            setText(example);
            inputRef.current?.focus();
          }}
        />
      ) : found.error ? (
        <ErrorState what="The query could not be run" error={found.error} onRetry={found.retry} />
      ) : !runnable ? (
        <div className="grow" />
      ) : found.loading ? (
        <SkeletonRows awaiting="the engine to run the query" />
      ) : found.rows.length === 0 ? (
        <EmptyState title={`No ${one} matches`}>Take a part of the query away, or find something else than {many}.</EmptyState>
      ) : (
        <Results of={of} text={asked} found={found} />
      )}
    </div>
  );
}

function Keep({ saved, text, of, disabled }: { saved: SavedView; text: string; of: QueryTarget; disabled: boolean }): ReactNode {
  const engine = useEngine();
  const act = useAct();
  return (
    <Button variant="filled" disabled={disabled} aria-busy={act.pending} title={act.problem} onClick={() => act.run(async () => noteSavedView(await engine.views.save({ id: saved.id, name: saved.name, text, of })))}>
      Save changes
    </Button>
  );
}

function Remove({ saved }: { saved: SavedView }): ReactNode {
  const engine = useEngine();
  const remove = (): void => {
    engine.views.remove({ id: saved.id }).then(
      () => {
        openView({ view: 'find' });
        forgetSavedView(saved.id);
        offerUndo(`Removed the smart collection ${saved.name}`, async () => noteSavedView(await engine.views.save({ name: saved.name, text: saved.text, of: saved.of })));
      },
      (error: unknown) => notifications.show({ message: problemOf(error) }),
    );
  };
  return (
    <ActionIcon variant="default" aria-label="Remove the smart collection" title="Remove the smart collection" onClick={remove}>
      <IconTrash className="i" aria-hidden />
    </ActionIcon>
  );
}
