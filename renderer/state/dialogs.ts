// Which dialog stands over the page. One at a time; whoever opens the next closes the one before.
import { create } from 'zustand';

export type DialogJob =
  | { readonly kind: 'newModel' }
  /** Where the browser of artifacts stood when it was asked for. */
  | { readonly kind: 'newCollection'; readonly project: string | null; readonly type: string | null };

interface Dialogs {
  readonly job: DialogJob | undefined;
}

export const useDialogs = create<Dialogs>(() => ({ job: undefined }));

export function openDialog(job: DialogJob): void {
  useDialogs.setState({ job });
}

export function closeDialog(): void {
  useDialogs.setState({ job: undefined });
}
