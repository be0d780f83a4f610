// What waits to be registered: one job a drop, shown one after the other, never one over another.
import { notifications } from '@mantine/notifications';
import { create } from 'zustand';
import type { Grant } from '../../../shared/contract/native.js';
import { nativeBridge } from '../../api/bridge.js';

/** A run that the version belongs to: it `made` it, or `read` it. */
export interface TargetRun {
  readonly id: string;
  /** What scripts call it. */
  readonly key: string;
  readonly name: string;
  readonly role: 'made' | 'read';
}

/** Where the bytes should go, as far as the person said so before the form opened. */
export interface RegisterTarget {
  readonly collectionId?: string | undefined;
  readonly collectionName?: string | undefined;
  readonly type?: string | undefined;
  readonly project?: string | undefined;
  readonly run?: TargetRun | undefined;
}

/** A form, an import, or whichever of them fits what is found. */
export type JobMode = 'auto' | 'register' | 'import';

export interface RegisterJob {
  readonly id: number;
  readonly mode: JobMode;
  /** Absent where only references are registered. */
  readonly grant: Grant | undefined;
  readonly target: RegisterTarget;
  /** Milliseconds since 1970 when it was dropped or chosen. */
  readonly at: number;
}

interface RegisterQueue {
  /** The first is on screen. */
  readonly jobs: readonly RegisterJob[];
  readonly made: number;
}

export const useRegisterQueue = create<RegisterQueue>(() => ({ jobs: [], made: 0 }));

export function enqueue(grant: Grant | undefined, target: RegisterTarget, mode: JobMode = 'register'): void {
  useRegisterQueue.setState(({ jobs, made }) => ({ jobs: [...jobs, { id: made, mode, grant, target, at: Date.now() }], made: made + 1 }));
}

export function finishJob(id: number): void {
  useRegisterQueue.setState(({ jobs }) => ({ jobs: jobs.filter((job) => job.id !== id) }));
}

/** Asks for files or a folder with the system's dialog and opens the form for them. Nothing happens when it is cancelled. */
export async function openRegister(options: RegisterTarget & { source?: 'files' | 'folder' } = {}): Promise<void> {
  const { source = 'files', ...target } = options;
  const grant = await nativeBridge().chooseSource(source);
  if (grant) enqueue(grant, target);
}

/** Opens the form without files: for bytes that stay elsewhere. */
export function openReferences(target: RegisterTarget = {}): void {
  enqueue(undefined, target);
}

/** Asks for a folder of training logs and shows what would come in. */
export async function openImport(): Promise<void> {
  const grant = await nativeBridge().chooseSource('folder');
  if (grant) enqueue(grant, {}, 'import');
}

/** Opens the form, or the import, for what was dropped. */
export async function openDropped(files: readonly File[], target: RegisterTarget, mode: JobMode): Promise<void> {
  const grant = await nativeBridge().grantFiles(files);
  if (grant) enqueue(grant, target, mode);
  else notifications.show({ message: 'What was dropped is not on a disk. Save it as a file first, then drop the file.' });
}
