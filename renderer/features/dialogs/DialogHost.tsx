// The place where dialogs stand: over the page, one at a time, and the focus goes back to where it was.
import { Modal } from '@mantine/core';
import { useMemo, type ReactNode } from 'react';
import { assertNever } from '../../../shared/util/assertNever.js';
import { useCommandHandlers } from '../../state/commands.js';
import { closeDialog, openDialog, useDialogs, type DialogJob } from '../../state/dialogs.js';
import { LogValuesDialog } from '../runs/LogValuesDialog.js';
import { NewRunDialog } from '../runs/NewRunDialog.js';
import { AddRemoteDialog } from '../sync/AddRemoteDialog.js';
import { ChangeRemoteDialog } from '../sync/ChangeRemoteDialog.js';
import { LeaveDialog } from '../sync/LeaveDialog.js';
import { MoveInDialog } from '../sync/MoveInDialog.js';
import { RemoveDeviceDialog } from '../sync/RemoveDeviceDialog.js';
import { CollectDialog } from '../storage/CollectDialog.js';
import { CollectRemoteDialog } from '../storage/CollectRemoteDialog.js';
import { ExportDialog } from '../storage/ExportDialog.js';
import { FreeDialog } from '../storage/FreeDialog.js';
import { ImportDialog } from '../storage/ImportDialog.js';
import { ThinDialog } from '../retention/ThinDialog.js';
import { TtlDialog } from '../retention/TtlDialog.js';
import { AddToReportDialog } from './AddToReportDialog.js';
import { AliasDialog } from './AliasDialog.js';
import { DeleteDialog } from './DeleteDialog.js';
import { LinkDialog } from './LinkDialog.js';
import { MoveDialog } from './MoveDialog.js';
import { NewCollectionDialog } from './NewCollectionDialog.js';
import { NewModelDialog } from './NewModelDialog.js';
import { NewReportDialog } from './NewReportDialog.js';
import { RenameDialog } from './RenameDialog.js';
import { RollBackDialog } from './RollBackDialog.js';
import { SaveQueryDialog } from './SaveQueryDialog.js';
import { UnlinkDialog } from './UnlinkDialog.js';

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
    case 'moveIn':
      return `Move into ${job.remote}`;
    case 'changeRemote':
      return `Address and keys of ${job.remote}`;
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

function Body({ job }: { job: DialogJob }): ReactNode {
  switch (job.kind) {
    case 'newModel':
      return <NewModelDialog />;
    case 'newCollection':
      return <NewCollectionDialog project={job.project} type={job.type} />;
    case 'newRun':
      return <NewRunDialog />;
    case 'logValues':
      return <LogValuesDialog run={job.run} />;
    case 'link':
      return <LinkDialog versions={job.versions} />;
    case 'unlink':
      return <UnlinkDialog link={job.link} />;
    case 'alias':
      return <AliasDialog collection={job.collection} version={job.version} act={job.act} alias={job.alias} />;
    case 'rollBack':
      return <RollBackDialog collection={job.collection} name={job.name} alias={job.alias} at={job.at} />;
    case 'newReport':
      return <NewReportDialog {...(job.model === undefined ? {} : { model: job.model })} />;
    case 'addToReport':
      return <AddToReportDialog panel={job.panel} settings={job.settings} />;
    case 'addRemote':
      return <AddRemoteDialog />;
    case 'moveIn':
      return <MoveInDialog remote={job.remote} />;
    case 'changeRemote':
      return <ChangeRemoteDialog remote={job.remote} />;
    case 'leave':
      return <LeaveDialog remote={job.remote} />;
    case 'removeDevice':
      return <RemoveDeviceDialog device={job.device} />;
    case 'exportBundle':
      return <ExportDialog of={job.of} what={job.what} />;
    case 'importBundle':
      return <ImportDialog grant={job.grant} />;
    case 'free':
      return <FreeDialog />;
    case 'collect':
      return <CollectDialog />;
    case 'collectRemote':
      return <CollectRemoteDialog registry={job.registry} />;
    case 'evict':
      return <FreeDialog subject={job.subject} />;
    case 'saveQuery':
      return <SaveQueryDialog text={job.text} of={job.of} />;
    case 'thin':
      return <ThinDialog collection={job.collection} name={job.name} />;
    case 'ttl':
      return <TtlDialog collection={job.collection} name={job.name} />;
    case 'rename':
      return <RenameDialog what={job.what} reference={job.reference} name={job.name} />;
    case 'move':
      return <MoveDialog {...job} />;
    case 'delete':
      return <DeleteDialog version={job.version} />;
    default:
      return assertNever(job, 'dialog');
  }
}

/** Dialogs that hold a table. */
const WIDE: ReadonlySet<DialogJob['kind']> = new Set(['thin']);

export function DialogHost(): ReactNode {
  const job = useDialogs((state) => state.job);
  useCommandHandlers(useMemo(() => ({ 'model.new': { run: () => openDialog({ kind: 'newModel' }) }, 'run.new': { run: () => openDialog({ kind: 'newRun' }) } }), []));
  return (
    <Modal opened={job !== undefined} onClose={closeDialog} title={job && titleOf(job)} size={job && WIDE.has(job.kind) ? 640 : 480} transitionProps={{ duration: 0 }} closeButtonProps={{ 'aria-label': 'Close' }}>
      {job && <Body key={JSON.stringify(job)} job={job} />}
    </Modal>
  );
}
