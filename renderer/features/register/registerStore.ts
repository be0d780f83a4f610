// What waits to be registered: one job a drop, shown one after the other, never one over another.
import { notifications } from '@mantine/notifications';
import { create } from 'zustand';
import type { Grant } from '../../../shared/contract/native.js';
import { nativeBridge } from '../../api/bridge.js';

/** Where the bytes should go, as far as the person said so before the form opened. */
export interface RegisterTarget {
  readonly collectionId?: string | undefined;
  readonly collectionName?: string | undefined;
  readonly type?: string | undefined;
  readonly project?: string | undefined;
}

export interface RegisterJob {
  readonly id: number;
  readonly grant: Grant;
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

export function enqueue(grant: Grant, target: RegisterTarget): void {
  useRegisterQueue.setState(({ jobs, made }) => ({ jobs: [...jobs, { id: made, grant, target, at: Date.now() }], made: made + 1 }));
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

/** Opens the form for what was dropped. */
export async function openDropped(files: readonly File[], target: RegisterTarget): Promise<void> {
  const grant = await nativeBridge().grantFiles(files);
  if (grant) enqueue(grant, target);
  else notifications.show({ message: 'What was dropped is not on a disk. Save it as a file first, then drop the file.' });
}
