// Answers the system's open dialog, which no test can click. The app asks it as it always does.
import type { Cairn } from './app.js';

/** From now on every open dialog is answered with these paths; none cancels it. */
export async function answerDialogs({ app }: Cairn, paths: readonly string[]): Promise<void> {
  await app.evaluate(({ dialog }, filePaths) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: filePaths.length === 0, filePaths });
  }, [...paths]);
}
