// The files of a version: path, kind, digest, size, whether they are here; drag a path out to the file manager.
import { ActionIcon } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle, IconCheck, IconCloud, IconCloudDown, IconFile, IconTable } from '@tabler/icons-react';
import { useMemo, useRef } from 'react';
import type { DragEvent, ReactNode } from 'react';
import type { FileFacts, FileRow } from '../../../shared/contract/entities.js';
import { nativeBridge } from '../../api/bridge.js';
import { openDialog } from '../../state/dialogs.js';
import { useSyncStatus } from '../../state/syncStatus.js';
import { Bytes } from '../../ui/Bytes.js';
import type { Column } from '../../ui/columns.js';
import { Digest } from '../../ui/Digest.js';
import { VirtualTable } from '../../ui/VirtualTable.js';
import type { Keeping } from '../storage/useKeeping.js';
import type { Drift } from './useDrift.js';
import type { Checkout } from './useCheckout.js';
import type { Verify } from './useVerify.js';
import css from './Version.module.css';

interface Props {
  readonly facts: readonly FileFacts[];
  readonly rows: readonly FileRow[];
  readonly total: number;
  readonly fetchMore: () => void;
  readonly checkout: Checkout;
  readonly verify: Verify;
  /** Id of the version. */
  readonly version: string;
  readonly keeping: Keeping;
  /** Where the references were looked at again. */
  readonly drift?: Drift;
}

export function FilesTable({ facts, rows, total, fetchMore, checkout, verify, version, keeping, drift }: Props): ReactNode {
  const columns = useMemo(() => [...fileColumns(checkout, verify, facts, drift), actsColumn(version, keeping)], [checkout, verify, facts, drift, version, keeping]);
  return <VirtualTable label="Files" dense rows={rows} total={total} columns={columns} rowKey={(file) => file.path} rowText={(file) => file.path} onNearEnd={fetchMore} />;
}

function fileColumns(checkout: Checkout, verify: Verify, facts: readonly FileFacts[], drift: Drift | undefined): readonly Column<FileRow>[] {
  const weights = new Set(facts.filter((fact) => fact.tensorCount > 0).map((fact) => fact.path));
  const formats = new Map(facts.filter((fact) => !BESIDE.has(fact.format)).map((fact) => [fact.path, fact.format]));
  return [
    { id: 'path', title: 'Path', min: 200, cell: (file) => <Path file={file} checkout={checkout} weights={weights.has(file.path)} /> },
    { id: 'kind', title: 'Kind', width: 104, leaves: 3, cell: (file) => <Kind kind={formats.get(file.path) ?? kindOf(file)} /> },
    { id: 'digest', title: 'Digest', width: 188, leaves: 2, cell: (file) => (file.digest ? <Digest value={file.digest} what={`digest of ${file.path}`} tabIndex={-1} /> : <span className="mono t2 trunc sel" title={file.uri ?? undefined}>{file.uri ?? 'reference'}</span>) },
    { id: 'state', title: 'Here', width: 112, leaves: 1, cell: (file) => <State file={file} found={verify.resultOf(file.digest)} checked={drift?.stateOf(file.path)} /> },
    { id: 'bytes', title: 'Size', width: 104, align: 'right', cell: (file) => (file.bytes === null ? <span className="num">unknown</span> : <Bytes value={file.bytes} />) },
  ];
}

/** One file of a version, fetched or let go by itself. */
function actsColumn(version: string, keeping: Keeping): Column<FileRow> {
  return { id: 'acts', title: '', width: 36, leaves: 2, cell: (file) => (file.digest === null ? null : <FileAct file={file} subject={{ ref: version, path: file.path }} keeping={keeping} />) };
}

function FileAct({ file, subject, keeping }: { file: FileRow; subject: { ref: string; path: string }; keeping: Keeping }): ReactNode {
  const alone = (useSyncStatus()?.registries.length ?? 0) === 0;
  if (file.here && alone) return null;
  const label = file.here ? `Free the space of ${file.path} here` : `Fetch ${file.path}`;
  const Icon = file.here ? IconCloud : IconCloudDown;
  return (
    <ActionIcon size={24} className="row-act" aria-label={label} title={label} tabIndex={-1} onClick={() => (file.here ? openDialog({ kind: 'evict', subject, name: file.path }) : keeping.fetch(subject, file.path))}>
      <Icon className="i s14" aria-hidden />
    </ActionIcon>
  );
}

function Kind({ kind }: { kind: string }): ReactNode {
  return (
    <span className="t2 trunc" title={kind}>
      {kind}
    </span>
  );
}

/** Formats of files beside a model, whose plain kind says more. */
const BESIDE = new Set(['hf-config', 'model-card', 'archive']);

/** What the name says, where no header was read. */
function kindOf(file: FileRow): string {
  if (file.format) return file.format;
  const extension = /\.([a-z0-9]{1,8})$/i.exec(file.path)?.[1];
  return extension ? extension.toLowerCase() : 'file';
}

const DRIFT = { same: 'Unchanged', changed: 'Changed', unreachable: 'Not reachable', unknown: 'Unknown' } as const;

/** "size 8 was 12, etag a was b" */
function driftText({ recorded, now }: NonNullable<ReturnType<Drift['stateOf']>>): string {
  if (!now) return 'It cannot be reached from here';
  return (['size', 'etag'] as const).map((field) => `${field} ${now[field] ?? 'not said'}${recorded[field] === now[field] ? '' : `, was ${recorded[field] ?? 'not recorded'}`}`).join('; ');
}

function State({ file, found, checked }: { file: FileRow; found: string | null | undefined; checked: ReturnType<Drift['stateOf']> }): ReactNode {
  if (checked) {
    const changed = checked.state === 'changed';
    return (
      <span className={changed ? 'badge danger' : 'small t2 row'} style={{ gap: 4 }} title={driftText(checked)}>
        {changed ? <IconAlertTriangle className="i s14" aria-hidden /> : checked.state === 'same' ? <IconCheck className="i s14" aria-hidden /> : <IconCloud className="i s14" aria-hidden />}
        {DRIFT[checked.state]}
      </span>
    );
  }
  if (found) return <span className="badge danger" title={found}><IconAlertTriangle className="i s14" aria-hidden />Damaged</span>;
  if (found === null) return <span className="avail offline"><IconCheck className="i s14" aria-hidden />Verified</span>;
  if (!file.here) return <span className="avail online" title={file.uri ?? 'The bytes are not on this device'}><IconCloud className="i s14" aria-hidden />{file.uri ? 'Reference' : 'Not here'}</span>;
  return <span className="t3 small">here</span>;
}

/** A press begins the checkout, so that the file usually lies ready when the drag starts; the system needs it on disk. */
function Path({ file, checkout, weights }: { file: FileRow; checkout: Checkout; weights: boolean }): ReactNode {
  const ready = useRef<Promise<string>>(undefined);
  const pressed = useRef(false);
  const press = (): void => {
    pressed.current = true;
    window.addEventListener('pointerup', () => (pressed.current = false), { once: true });
    ready.current ??= checkout.prepare(file.path);
    ready.current.catch(() => (ready.current = undefined));
  };
  const drag = async (event: DragEvent): Promise<void> => {
    event.preventDefault();
    try {
      const path = await (ready.current ?? checkout.prepare(file.path));
      if (pressed.current) await nativeBridge().startDrag([path]);
      else notifications.show({ message: `${file.path} is ready: drag it out again.` });
    } catch (error) {
      notifications.show({ message: `${file.path} cannot be dragged out: ${error instanceof Error ? error.message : String(error)}` });
    }
  };
  const Icon = weights ? IconTable : IconFile;
  return (
    <span className={css.filePath} draggable={file.here} onPointerDown={file.here ? press : undefined} onDragStart={(event) => void drag(event)} title={file.here ? `${file.path}: drag it out to the file manager` : file.path}>
      <Icon className="i s14 t3" aria-hidden />
      <span className="mono trunc">{file.path}</span>
    </span>
  );
}
