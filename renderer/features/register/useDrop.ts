// Follows a drag of files over the window: whether there is one, how many items, and what lies under the pointer.
import { useEffect, useRef, useState } from 'react';

export interface CollectionUnder {
  readonly id: string;
  readonly name: string;
}

export interface DragState {
  readonly items: number;
  /** Value of `data-drop-target` under the pointer. */
  readonly target: string | undefined;
  /** The collection whose row lies, or at the beginning lay, under the pointer. */
  readonly collection: CollectionUnder | undefined;
}

function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

function collectionAt(element: Element | null): CollectionUnder | undefined {
  const row = element?.closest<HTMLElement>('[data-collection-id]');
  const id = row?.dataset['collectionId'];
  return id ? { id, name: row.dataset['collectionName'] ?? '' } : undefined;
}

function stateAt(event: DragEvent, before: DragState | undefined): DragState {
  const element = event.target instanceof Element ? event.target : null;
  const target = element?.closest<HTMLElement>('[data-drop-target]')?.dataset['dropTarget'];
  const collection = collectionAt(element) ?? before?.collection;
  const items = Math.max(1, event.dataTransfer?.items.length ?? 1);
  if (before && before.items === items && before.target === target && before.collection?.id === collection?.id) return before;
  return { items, target, collection };
}

/** The drag going on, or undefined. `onDrop` gets the files and what lay under the pointer. */
export function useDrop(onDrop: (files: readonly File[], state: DragState) => void): DragState | undefined {
  const [drag, setDrag] = useState<DragState>();
  const latest = useRef<DragState>(undefined);
  const drop = useRef(onDrop);
  useEffect(() => {
    drop.current = onDrop;
  }, [onDrop]);
  useEffect(() => {
    const show = (next: DragState | undefined): void => {
      latest.current = next;
      setDrag(next);
    };
    const over = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
      show(stateAt(event, latest.current));
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) show(undefined);
    };
    const dropped = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      const state = stateAt(event, latest.current);
      const files = [...(event.dataTransfer?.files ?? [])];
      show(undefined);
      if (files.length > 0) drop.current(files, state);
    };
    const escape = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && latest.current) show(undefined);
    };
    window.addEventListener('dragenter', over);
    window.addEventListener('dragover', over);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', dropped);
    window.addEventListener('keydown', escape);
    return () => {
      window.removeEventListener('dragenter', over);
      window.removeEventListener('dragover', over);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', dropped);
      window.removeEventListener('keydown', escape);
    };
  }, []);
  return drag;
}
