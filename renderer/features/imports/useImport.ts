// Taking in what was dropped: what it would be, then progress in the window and on the taskbar, cancel, going on, and what came of it.
import { useCallback, useEffect, useState } from 'react';
import { asCairnError, type CairnError } from '../../../shared/contract/errors.js';
import type { ImportEvent, ImportPreview } from '../../../shared/contract/imports.js';
import { useEngine } from '../../api/EngineProvider.js';
import { lastEvent, useTask, type TaskState } from '../../api/useTask.js';

export interface PreviewState {
  readonly preview: ImportPreview | undefined;
  readonly error: CairnError | undefined;
  readonly retry: () => void;
}

/** What would come in: asked once a grant, again on retry. */
export function useImportPreview(grant: string): PreviewState {
  const engine = useEngine();
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<{ preview?: ImportPreview; error?: CairnError }>({});
  useEffect(() => {
    const control = new AbortController();
    setState({});
    engine.imports.preview({ source: { grant } }, { signal: control.signal }).then(
      (preview) => !control.signal.aborted && setState({ preview }),
      (error: unknown) => !control.signal.aborted && setState({ error: asCairnError(error) }),
    );
    return () => control.abort();
  }, [engine, grant, attempt]);
  return { preview: state.preview, error: state.error, retry: () => setAttempt((n) => n + 1) };
}

export interface ImportChoice {
  readonly grant: string;
  readonly skip: readonly string[];
  readonly leave: Readonly<Record<string, { readonly artifacts: readonly string[]; readonly inputs: readonly string[] }>>;
}

type Imported = Extract<ImportEvent, { event: 'done' }>;

const SILENT = 'The engine ended without saying what came in. Import again: it goes on from there.';

export function useImporting(): { importing: TaskState<Imported>; start: (choice: ImportChoice) => void; cancel: () => void } {
  const engine = useEngine();
  const { state, run, cancel } = useTask<Imported>();
  const start = useCallback(
    ({ grant, skip, leave }: ImportChoice) => {
      const left = Object.fromEntries(Object.entries(leave).map(([key, { artifacts, inputs }]) => [key, { artifacts: [...artifacts], inputs: [...inputs] }]));
      void run('Importing', async (onProgress, signal) => lastEvent<Imported>(await engine.imports.run({ source: { grant }, skip: [...skip], leave: left }, { signal }), onProgress, SILENT));
    },
    [engine, run],
  );
  return { importing: state, start, cancel };
}
