// The newest lines of the engine's log, asked for when wanted.
import { Button } from '@mantine/core';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { CairnError } from '../../../shared/contract/errors.js';
import { nativeBridge } from '../../api/bridge.js';
import { asCairnError } from '../../../shared/contract/errors.js';
import { useEngine } from '../../api/EngineProvider.js';
import { CopyText } from '../../ui/CopyText.js';
import { ErrorState } from '../../ui/ErrorState.js';
import css from './SettingsPage.module.css';

const LINES = 200;

interface Log {
  readonly file: string;
  readonly lines: readonly string[];
}

export function Logs(): ReactNode {
  const engine = useEngine();
  const [log, setLog] = useState<Log>();
  const [error, setError] = useState<CairnError>();
  const end = useRef<HTMLPreElement>(null);
  const load = (): void => {
    engine.system.logs({ lines: LINES }).then(
      (read) => {
        setLog(read);
        setError(undefined);
      },
      (failure: unknown) => setError(asCairnError(failure)),
    );
  };
  useEffect(() => {
    end.current?.scrollTo({ top: end.current.scrollHeight });
    end.current?.scrollIntoView({ block: 'nearest' });
  }, [log]);
  return (
    <>
      <p>What the engine did and what went wrong, newest at the end.</p>
      <div className={css.formEnd}>
        <Button onClick={load}>{log ? 'Read again' : 'Show logs'}</Button>
        <Button variant="subtle" onClick={() => void nativeBridge().openLogs()}>
          Open the folder
        </Button>
      </div>
      {error && <ErrorState what="The log could not be read" error={error} onRetry={load} />}
      {log && (
        <>
          <div style={{ marginTop: 12 }}>
            <CopyText text={log.file} what="path of the log" />
          </div>
          <pre ref={end} className={`code ${css.log}`} tabIndex={0} aria-label="Newest lines of the log">
            {log.lines.length === 0 ? 'The log is empty.' : log.lines.join('\n')}
          </pre>
        </>
      )}
    </>
  );
}
