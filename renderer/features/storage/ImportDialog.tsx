// A .cairn file that was chosen: what is in it, who made it, and what of it is new; then it is taken in.
import { useState, type ReactNode } from 'react';
import { notifications } from '@mantine/notifications';
import type { BundleFound } from '../../../shared/contract/bundles.js';
import type { Progress } from '../../../shared/contract/primitives.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useAnswer } from '../../data/useAnswer.js';
import { closeDialog } from '../../state/dialogs.js';
import { useAct } from '../../state/useAct.js';
import { DialogForm } from '../../ui/DialogForm.js';
import { ProgressBar } from '../../ui/ProgressBar.js';
import { momentTime } from '../../ui/Time.js';
import css from './Storage.module.css';

const counted = (n: number): string => `${n.toLocaleString('en')} ${n === 1 ? 'version' : 'versions'}`;

function words({ versions, known, newBytes, into }: BundleFound): string {
  if (known === versions) return `All ${counted(versions)} are in ${into} already.`;
  return `Brings ${counted(versions - known)}${known > 0 ? ` (${known} are there already)` : ''} and ${formatBytes(newBytes)} into ${into}. Aliases and words that stand there already stay as they are.`;
}

export function ImportDialog({ grant }: { grant: string }): ReactNode {
  const engine = useEngine();
  const act = useAct();
  const [progress, setProgress] = useState<Progress>();
  const { value: found, error } = useAnswer({ source: { grant } }, (question, signal) => engine.bundles.preview(question, { signal }));
  const take = (): void =>
    act.run(async () => {
      try {
        for await (const event of await engine.bundles.import({ source: { grant } })) {
          if (event.event === 'progress') setProgress(event.progress);
          if (event.event !== 'imported') continue;
          closeDialog();
          notifications.show({ message: `${counted(event.imported.versions - event.imported.known)} came in.` });
        }
      } finally {
        setProgress(undefined);
      }
    });
  return (
    <DialogForm act="Import" effect={found ? words(found) : error ? undefined : 'Reading the file…'} disabled={!found} pending={act.pending} problem={act.problem ?? error?.message} onSubmit={take} onCancel={closeDialog}>
      {found && (
        <>
          <p className={`small t2 ${css.whole}`}>
            <b className="med">{found.of}</b>, exported by {found.actor.name} on {found.device} <span className="mono t3">{found.fingerprint}</span>, {momentTime(found.at)}. The signature holds.
          </p>
          {found.collections.length > 0 && (
            <ul className={css.names} aria-label="What is in it" tabIndex={0}>
              {found.collections.map((name) => (
                <li key={name} className="mono trunc" title={name}>
                  {name}
                </li>
              ))}
            </ul>
          )}
        </>
      )}
      {progress && <ProgressBar title="Reading" progress={progress} />}
    </DialogForm>
  );
}
