// The place where dialogs stand: over the page, one at a time, and the focus goes back to where it was.
import { Modal } from '@mantine/core';
import { useMemo, type ReactNode } from 'react';
import { assertNever } from '../../../shared/util/assertNever.js';
import { useCommandHandlers } from '../../state/commands.js';
import { closeDialog, openDialog, useDialogs, type DialogJob } from '../../state/dialogs.js';
import { later } from '../../ui/later.js';

function titleOf(job: DialogJob): string {
  switch (job.kind) {
    case 'newModel':
      return 'New registered model';
    case 'newCollection':
      return 'New collection';
    case 'newRun':
      return 'New run';
    case 'logValues':
      return `Log values · ${job.name}`;
    case 'link': {
      const [only] = job.versions;
      return job.versions.length === 1 && only ? `Link ${only.name}:${only.label}` : `Link ${job.versions.length} versions`;
    }
    case 'unlink':
      return `Unlink ${job.link.model}:${job.link.label}`;
    case 'alias':
      return `${job.act === 'set' ? 'Set' : 'Take off'} ${job.alias ?? 'an alias'} · ${job.version.name}:${job.version.label}`;
    case 'rollBack':
      return `Roll back ${job.alias ?? 'an alias'} of ${job.name}`;
    case 'newReport':
      return 'New report';
    case 'addToReport':
      return 'Add to report';
    case 'addRemote':
      return 'Add a remote';
    case 'addMirror':
      return `Add a mirror of ${job.remote}`;
    case 'promote':
      return `Make ${job.remote} the home`;
    case 'moveIn':
      return `Move into ${job.remote}`;
    case 'changeRemote':
      return `Address and keys of ${job.remote}`;
    case 'testRemote':
      return `Test ${job.remote}`;
    case 'refill':
      return `Fill ${job.remote} again`;
    case 'numbering':
      return `Numbers of ${job.remote}`;
    case 'leave':
      return `Leave ${job.remote}`;
    case 'removeDevice':
      return `Take ${job.device.name} out`;
    case 'exportBundle':
      return `Export ${job.what}`;
    case 'importBundle':
      return 'Import a .cairn file';
    case 'free':
      return 'Free up space';
    case 'collect':
      return 'Remove leftovers';
    case 'collectRemote':
      return `Remove leftovers from ${job.name}`;
    case 'evict':
      return `Free the space of ${job.name}`;
    case 'saveQuery':
      return 'Save as a smart collection';
    case 'thin':
      return `Thin ${job.name}`;
    case 'ttl':
      return `Time to live · ${job.name}`;
    case 'rename':
      return `Rename ${job.name}`;
    case 'move':
      return `Move ${job.name}`;
    case 'delete':
      return `Delete ${job.version.name}:${job.version.label}`;
    default:
      return assertNever(job, 'dialog');
  }
}

/** Dialogs that hold a table. */
const WIDE: ReadonlySet<DialogJob['kind']> = new Set(['thin']);

const { Part: DialogBody, useHere } = later(async () => (await import('./DialogBody.js')).DialogBody);

export function DialogHost(): ReactNode {
  const job = useDialogs((state) => state.job);
  useCommandHandlers(useMemo(() => ({ 'model.new': { run: () => openDialog({ kind: 'newModel' }) }, 'run.new': { run: () => openDialog({ kind: 'newRun' }) } }), []));
  // It opens with its content in it: the field that takes the focus is there from the first.
  const here = useHere(job !== undefined);
  return (
    <Modal opened={job !== undefined && here} onClose={closeDialog} title={job && titleOf(job)} size={job && WIDE.has(job.kind) ? 640 : 480} transitionProps={{ duration: 0 }} closeButtonProps={{ 'aria-label': 'Close' }}>
      {job && <DialogBody key={JSON.stringify(job)} job={job} />}
    </Modal>
  );
}
