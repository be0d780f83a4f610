// Where the data lives and what it takes; a check of every byte.
import { Button } from '@mantine/core';
import { IconFolderOpen, IconShieldCheck } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { nativeBridge } from '../../api/bridge.js';
import { CopyText } from '../../ui/CopyText.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { ProgressBar } from '../../ui/ProgressBar.js';
import type { SectionProps } from './section.js';
import css from './SettingsPage.module.css';
import { useVerify } from './useVerify.js';

const COUNT = new Intl.NumberFormat();

export function Storage({ status: { dataRoot, cache, disk, registry } }: SectionProps): ReactNode {
  const [problem, setProblem] = useState('');
  const reveal = (): void => {
    nativeBridge()
      .reveal(dataRoot)
      .then(() => setProblem(''), (error: unknown) => setProblem(error instanceof Error ? error.message : String(error)));
  };
  return (
    <>
      <dl className={`kv ${css.facts}`}>
        <dt>Data folder</dt>
        <dd>
          <CopyText text={dataRoot} what="path of the data folder" />
        </dd>
        <dt>Kept bytes</dt>
        <dd className="tnum">{cache.bytes === 0 ? 'Nothing yet' : `${formatBytes(cache.bytes)} in ${COUNT.format(cache.blobs)} ${cache.blobs === 1 ? 'file' : 'files'}, each stored once`}</dd>
        <dt>Disk</dt>
        <dd className="tnum">
          {formatBytes(disk.free)} free of {formatBytes(disk.total)}
        </dd>
        <dt>History</dt>
        <dd className="tnum">
          {COUNT.format(registry.ops)} {registry.ops === 1 ? 'operation' : 'operations'} in {registry.name}
        </dd>
      </dl>
      <div className={css.formEnd}>
        <Button leftSection={<IconFolderOpen className="i" aria-hidden />} onClick={reveal}>
          Reveal in folder
        </Button>
        <span role="status" className="small" style={{ color: 'var(--danger-fg)' }}>
          {problem}
        </span>
      </div>
      <Verify />
    </>
  );
}

function Verify(): ReactNode {
  const { state, start, cancel } = useVerify();
  return (
    <div style={{ marginTop: 16, maxWidth: 560 }}>
      {state.phase === 'running' ? (
        <ProgressBar
          title="Verifying"
          progress={state.progress}
          action={
            <Button size="xs" onClick={cancel}>
              Cancel
            </Button>
          }
        />
      ) : (
        <div className="row gap3">
          <Button leftSection={<IconShieldCheck className="i" aria-hidden />} onClick={start}>
            Verify everything
          </Button>
          <span role="status" className="small t2">
            {state.phase === 'done' && state.findings.length === 0 && `Everything is as it was written: ${COUNT.format(state.ops)} operations, ${COUNT.format(state.blobs)} files, ${formatBytes(state.bytes)}.`}
            {state.phase === 'idle' && 'Reads the history and every kept byte again.'}
          </span>
        </div>
      )}
      {state.phase === 'failed' && <ErrorState what="Verifying did not finish" error={state.error} onRetry={start} />}
      {state.phase === 'done' && state.findings.length > 0 && (
        <div role="alert" style={{ marginTop: 12 }}>
          <h3 className="med" style={{ color: 'var(--danger-fg)' }}>
            {state.findings.length === 1 ? 'One thing is not as it was written' : `${COUNT.format(state.findings.length)} things are not as they were written`}
          </h3>
          <ul className="tl" style={{ marginTop: 8 }}>
            {state.findings.map(({ kind, id, problem, affects }) => (
              <li key={`${kind}:${id}`}>
                <b>{kind}</b> <span className="mono">{id.slice(0, 12)}</span> {problem}
                {affects.length > 0 && `. Affects ${affects.join(', ')}`}
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
