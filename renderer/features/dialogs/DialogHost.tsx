// The place where dialogs stand: over the page, one at a time, and the focus goes back to where it was.
import { Modal } from '@mantine/core';
import { useMemo, type ReactNode } from 'react';
import { assertNever } from '../../../shared/util/assertNever.js';
import { useCommandHandlers } from '../../state/commands.js';
import { closeDialog, openDialog, useDialogs, type DialogJob } from '../../state/dialogs.js';
import { NewCollectionDialog } from './NewCollectionDialog.js';
import { NewModelDialog } from './NewModelDialog.js';

function titleOf(job: DialogJob): string {
  switch (job.kind) {
    case 'newModel':
      return 'New registered model';
    case 'newCollection':
      return 'New collection';
    default:
      return assertNever(job, 'dialog');
  }
}

function Body({ job }: { job: DialogJob }): ReactNode {
  switch (job.kind) {
    case 'newModel':
      return <NewModelDialog />;
    case 'newCollection':
      return <NewCollectionDialog project={job.project} type={job.type} />;
    default:
      return assertNever(job, 'dialog');
  }
}

export function DialogHost(): ReactNode {
  const job = useDialogs((state) => state.job);
  useCommandHandlers(useMemo(() => ({ 'model.new': { run: () => openDialog({ kind: 'newModel' }) } }), []));
  return (
    <Modal opened={job !== undefined} onClose={closeDialog} title={job && titleOf(job)} size={480} transitionProps={{ duration: 0 }} closeButtonProps={{ 'aria-label': 'Close' }}>
      {job && <Body key={JSON.stringify(job)} job={job} />}
    </Modal>
  );
}
