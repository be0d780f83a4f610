// What stands in a dialog, by its job. A bundle of its own: DialogHost fetches it.
import type { ReactNode } from 'react';
import { assertNever } from '../../../shared/util/assertNever.js';
import type { DialogJob } from '../../state/dialogs.js';
import { LogValuesDialog } from '../runs/LogValuesDialog.js';
import { NewRunDialog } from '../runs/NewRunDialog.js';
import { AddRemoteDialog } from '../sync/AddRemoteDialog.js';
import { ChangeRemoteDialog } from '../sync/ChangeRemoteDialog.js';
import { LeaveDialog } from '../sync/LeaveDialog.js';
import { MoveInDialog } from '../sync/MoveInDialog.js';
import { NumberingDialog } from '../sync/NumberingDialog.js';
import { PromoteDialog } from '../sync/PromoteDialog.js';
import { RefillDialog } from '../sync/RefillDialog.js';
import { RemoveDeviceDialog } from '../sync/RemoveDeviceDialog.js';
import { TestRemoteDialog } from '../sync/TestRemoteDialog.js';
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

export function DialogBody({ job }: { job: DialogJob }): ReactNode {
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
    case 'addMirror':
      return <AddRemoteDialog mirrorOf={job.remote} />;
    case 'promote':
      return <PromoteDialog remote={job.remote} />;
    case 'moveIn':
      return <MoveInDialog remote={job.remote} />;
    case 'changeRemote':
      return <ChangeRemoteDialog remote={job.remote} />;
    case 'testRemote':
      return <TestRemoteDialog remote={job.remote} />;
    case 'refill':
      return <RefillDialog registry={job.registry} remote={job.remote} />;
    case 'numbering':
      return <NumberingDialog remote={job.remote} holder={job.holder} />;
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
