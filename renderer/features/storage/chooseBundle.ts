// Asks for a .cairn file, and shows what is in it.
import { notifications } from '@mantine/notifications';
import { nativeBridge } from '../../api/bridge.js';
import { openDialog } from '../../state/dialogs.js';

export async function chooseBundle(): Promise<void> {
  const chosen = await nativeBridge().chooseSource('files');
  if (!chosen) return;
  if (chosen.names.length !== 1) notifications.show({ message: 'Choose one .cairn file.' });
  else openDialog({ kind: 'importBundle', grant: chosen.grant });
}
