// Taking in what was dropped: what it would be, then progress in the window and on the taskbar, cancel, going on, and what came of it.
import { useCallback, useEffect, useRef, useState } from 'react';
import { CairnError } from '../../../shared/contract/errors.js';
import type { ImportDone, ImportEvent, ImportPreview } from '../../../shared/contract/imports.js';
import type { Progress } from '../../../shared/contract/primitives.js';
import { nativeBridge } from '../../api/bridge.js';
import { useEngine } from '../../api/EngineProvider.js';

const asError = (error: unknown): CairnError => (error instanceof CairnError ? error : new CairnError('internal', String(error)));

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
      (error: unknown) => !control.signal.aborted && setState({ error: asError(error) }),
    );
    return () => control.abort();
  }, [engine, grant, attempt]);
  return { preview: state.preview, error: state.error, retry: () => setAttempt((n) => n + 1) };
}

export type Importing =
  | { readonly phase: 'idle' }
  | { readonly phase: 'taking'; readonly progress: Progress | undefined }
  | { readonly phase: 'cancelled' }
  | { readonly phase: 'failed'; readonly error: CairnError }
  | { readonly phase: 'done'; readonly done: ImportDone };

export interface ImportChoice {
  readonly grant: string;
  readonly skip: readonly string[];
  readonly leave: Readonly<Record<string, { readonly artifacts: readonly string[]; readonly inputs: readonly string[] }>>;
}

/** Values the taskbar understands besides a fraction: gone, and busy without a measure. */
const TASKBAR = { none: -1, busy: 2 };

export function useImporting(): { importing: Importing; start: (choice: ImportChoice) => void; cancel: () => void } {
  const engine = useEngine();
  const [importing, setImporting] = useState<Importing>({ phase: 'idle' });
  const control = useRef<AbortController>(undefined);
  const run = useCallback(
    async ({ grant, skip, leave }: ImportChoice, { signal }: AbortController) => {
      setImporting({ phase: 'taking', progress: undefined });
      try {
        const left = Object.fromEntries(Object.entries(leave).map(([key, { artifacts, inputs }]) => [key, { artifacts: [...artifacts], inputs: [...inputs] }]));
        const events: AsyncIterable<ImportEvent> = await engine.imports.run({ source: { grant }, skip: [...skip], leave: left }, { signal });
        for await (const event of events) {
          if (event.event === 'done') return setImporting({ phase: 'done', done: event });
          setImporting({ phase: 'taking', progress: event.progress });
          const { done, total } = event.progress;
          void nativeBridge().taskProgress(total ? Math.min(1, done / total) : TASKBAR.busy);
        }
        setImporting(signal.aborted ? { phase: 'cancelled' } : { phase: 'failed', error: new CairnError('internal', 'The engine ended without saying what came in. Import again: it goes on from there.') });
      } catch (error) {
        setImporting(signal.aborted ? { phase: 'cancelled' } : { phase: 'failed', error: asError(error) });
      } finally {
        void nativeBridge().taskProgress(TASKBAR.none);
      }
      return undefined;
    },
    [engine],
  );
  useEffect(() => () => control.current?.abort(), []);
  const start = useCallback(
    (choice: ImportChoice) => {
      control.current?.abort();
      control.current = new AbortController();
      void run(choice, control.current);
    },
    [run],
  );
  const cancel = useCallback(() => control.current?.abort(), []);
  return { importing, start, cancel };
}
