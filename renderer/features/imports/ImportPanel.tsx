// What other tools recorded, as it would come in, at the right of the page: look, untick, take in; then what came of it.
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { ImportPreview } from '../../../shared/contract/imports.js';
import type { Progress } from '../../../shared/contract/primitives.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { ProgressBar } from '../../ui/ProgressBar.js';
import { SidePanel } from '../../ui/SidePanel.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { counted, leaveOf, NOTHING_LEFT } from './choice.js';
import { ImportResult } from './ImportResult.js';
import { Problems } from './Problems.js';
import { ProposedRun } from './ProposedRun.js';
import { useImporting, useImportPreview } from './useImport.js';
import css from '../../ui/SidePanel.module.css';

const plural = (count: number, one: string): string => `${new Intl.NumberFormat().format(count)} ${one}${count === 1 ? '' : 's'}`;
const START: Progress = { phase: 'scanning', done: 0, total: null, unit: 'files', rate: null };

interface Props {
  readonly grant: string;
  /** What was dropped or chosen, in words. */
  readonly what: string;
  readonly at: number;
  /** Drops that open after this one. */
  readonly waiting: number;
  readonly onClose: () => void;
  /** Makes one version of it all the same. */
  readonly onRegister: () => void;
}

export function ImportPanel({ grant, what, at, waiting, onClose, onRegister }: Props): ReactNode {
  const { preview, error, retry } = useImportPreview(grant);
  const { importing, start, cancel } = useImporting();
  const [left, setLeft] = useState(NOTHING_LEFT);
  const taking = importing.phase === 'running';
  const done = importing.phase === 'done';
  const take = (from: ImportPreview): void => start({ grant, skip: [...left.runs], leave: leaveOf(from, left) });
  const counts = preview && counted(preview, left);
  const empty = preview?.runs.length === 0;
  return (
    <SidePanel id="import-heading" title={done ? 'Imported' : 'Import'} what={what} at={at} closeLabel="Close the import" onClose={onClose} waiting={waiting}>
      <div className={css.body}>
        {error && <ErrorState what={`${what} cannot be read`} error={error} onRetry={retry} />}
        {!error && !preview && <SkeletonRows rows={9} dense awaiting={`what ${what} holds`} />}
        {importing.phase === 'failed' && preview && <ErrorState what="The import did not end" error={importing.error} onRetry={() => take(preview)} />}
        {importing.phase === 'cancelled' && <p className={css.said} role="status">Cancelled. Runs and versions that were complete are kept; importing again goes on from there.</p>}
        {done && <ImportResult done={importing.result} />}
        {preview && !done && (
          <>
            {empty && <p className={css.said}>No logs of a tool that Cairn knows were found in {plural(preview.files, 'file')}. It reads TensorBoard, PyTorch Lightning, Hugging Face Trainer, Keras and other CSV logs, W&B, MLflow, DVC and GTO, and JSON, YAML or CSV beside a model.</p>}
            {!empty && <p className={css.said}>{preview.runs.length === 1 ? 'One run was found' : `${plural(preview.runs.length, 'run')} were found`} in {plural(preview.files, 'file')}. Untick what should stay out; nothing is written before you import.</p>}
            <fieldset className={css.fields} disabled={taking} aria-label="What comes in">
              {preview.runs.map((run) => (
                <ProposedRun key={run.key} run={run} left={left} change={setLeft} />
              ))}
            </fieldset>
            {preview.models.map(({ name, versions, aliases }) => (
              <p key={name} className={css.said}>
                Registered model <span className="med">{name}</span>: {plural(versions, 'version')}
                {aliases.length > 0 ? `, ${aliases.join(', ')}` : ''}
              </p>
            ))}
            <Problems problems={preview.problems} />
          </>
        )}
      </div>
      {importing.phase === 'running' && (
        <div className={css.progress}>
          <ProgressBar title={importing.progress?.item ?? 'Looking at what there is'} progress={importing.progress ?? START} action={<Button size="xs" variant="subtle" onClick={cancel}>Cancel import</Button>} />
        </div>
      )}
      <footer className={css.foot}>
        <span className="small t3 grow">{done || !counts ? '' : counts.runs + counts.versions === 0 ? (empty ? '' : 'All of it is here already') : `${plural(counts.runs, 'run')}, ${plural(counts.versions, 'version')}, ${formatBytes(counts.bytes).replace(' ', '\u00a0')}`}</span>
        {!done && !taking && <Button onClick={onRegister}>Register instead</Button>}
        {done || empty ? (
          <Button onClick={onClose}>Close</Button>
        ) : (
          <Button variant="filled" disabled={!preview || taking || left.runs.size === preview.runs.length} onClick={() => preview && take(preview)}>
            {importing.phase === 'cancelled' ? 'Go on' : 'Import'}
          </Button>
        )}
      </footer>
    </SidePanel>
  );
}
