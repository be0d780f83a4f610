// Keeps a model or collection in the sidebar, or lets go of it.
import { ActionIcon } from '@mantine/core';
import { IconPin, IconPinFilled } from '@tabler/icons-react';
import { useMemo, type ReactNode } from 'react';
import { runCommand, useCommandHandlers } from '../../state/commands.js';
import { usePins } from '../../state/pins.js';

export function PinButton({ id }: { id: string }): ReactNode {
  const { pinned, toggle } = usePins();
  const on = pinned.includes(id);
  useCommandHandlers(useMemo(() => ({ 'model.pin': { run: () => toggle(id) } }), [toggle, id]));
  const Icon = on ? IconPinFilled : IconPin;
  return (
    <ActionIcon size={24} aria-label="Pin in the sidebar" aria-pressed={on} title={on ? 'Unpin from the sidebar' : 'Pin in the sidebar'} onClick={() => runCommand('model.pin')} {...(on && { style: { color: 'var(--accent-text)' } })}>
      <Icon className="i s14" aria-hidden />
    </ActionIcon>
  );
}
