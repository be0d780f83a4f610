// The toast of an act that can be taken back: what happened, and Undo.
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';

/** Shows what happened; Undo runs `undo`, and a failure of it is said. */
export function offerUndo(message: string, undo: () => Promise<unknown>): void {
  const id = `undo-${message}`;
  const take = (): void => {
    notifications.hide(id);
    undo().catch((error: unknown) => notifications.show({ message: `This could not be undone: ${error instanceof Error ? error.message : String(error)}` }));
  };
  // One at a time: what can be undone is the last thing done, and no toast waits behind another.
  notifications.clean();
  notifications.show({
    id,
    message: (
      <span className="row">
        <span className="grow">{message}</span>
        <Button size="xs" variant="subtle" onClick={take} style={{ color: 'var(--accent-text)' }}>
          Undo
        </Button>
      </span>
    ),
  });
}
