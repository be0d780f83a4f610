// The version that is being dragged inside the window: a drop target has to know it before it is let go.
import { useMemo, type DragEvent } from 'react';
import { create } from 'zustand';
import type { NamedVersion } from './dialogs.js';

/** Files from outside never carry this, so the two kinds of drag cannot be mistaken for each other. */
export const VERSION_MIME = 'application/x-cairn-version';

interface Dragged {
  readonly versions: readonly NamedVersion[];
}

export const useDragged = create<Dragged>(() => ({ versions: [] }));

interface DragSource {
  readonly draggable: true;
  readonly onDragStart: (event: DragEvent<HTMLElement>) => void;
  readonly onDragEnd: () => void;
}

/** What makes an element carry these versions. Text for other windows is their references. */
export function dragSource(versions: readonly NamedVersion[]): DragSource {
  return {
    draggable: true,
    onDragStart: (event) => {
      event.stopPropagation();
      event.dataTransfer.effectAllowed = 'copyMove';
      event.dataTransfer.setData(VERSION_MIME, versions.map(({ id }) => id).join('\n'));
      event.dataTransfer.setData('text/plain', versions.map(({ ref }) => ref).join('\n'));
      useDragged.setState({ versions });
    },
    onDragEnd: () => useDragged.setState({ versions: [] }),
  };
}

interface DropTarget {
  readonly onDragEnter: (event: DragEvent<HTMLElement>) => void;
  readonly onDragOver: (event: DragEvent<HTMLElement>) => void;
  readonly onDragLeave: (event: DragEvent<HTMLElement>) => void;
  readonly onDrop: (event: DragEvent<HTMLElement>) => void;
}

/** Handlers of a place to let versions go. `accepts` says whether it takes what is dragged; `onOver` follows the pointer. */
export function useVersionDrop(accepts: (versions: readonly NamedVersion[]) => boolean, onOver: (over: boolean) => void, onDrop: (versions: readonly NamedVersion[]) => void): DropTarget {
  return useMemo(() => {
    const take = (event: DragEvent<HTMLElement>): readonly NamedVersion[] | undefined => {
      const { versions } = useDragged.getState();
      if (!event.dataTransfer.types.includes(VERSION_MIME) || versions.length === 0 || !accepts(versions)) return undefined;
      event.preventDefault();
      return versions;
    };
    const over = (event: DragEvent<HTMLElement>): void => {
      if (!take(event)) return;
      event.dataTransfer.dropEffect = 'move';
      onOver(true);
    };
    return {
      onDragEnter: over,
      onDragOver: over,
      onDragLeave: (event) => {
        if (!(event.relatedTarget instanceof Node) || !event.currentTarget.contains(event.relatedTarget)) onOver(false);
      },
      onDrop: (event) => {
        const versions = take(event);
        onOver(false);
        useDragged.setState({ versions: [] });
        if (versions) onDrop(versions);
      },
    };
  }, [accepts, onOver, onDrop]);
}
