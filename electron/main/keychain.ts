// The keychain of the operating system, for the engine's process, which cannot reach it.
import { safeStorage } from 'electron';
import type { FromEngine, ToEngine } from '../host/control.js';

/** Electron 45 has the asynchronous calls and warns of the others, which 46 lacks; the development runtime has the others alone. */
type Calls = Partial<typeof safeStorage>;
const calls: Calls = safeStorage;

/** False as well where only a password that everybody knows would encrypt (`basic_text`): that protects nothing. */
async function available(): Promise<boolean> {
  if (process.platform === 'linux' && calls.getSelectedStorageBackend?.() === 'basic_text') return false;
  if (calls.isEncryptionAvailable && !calls.isEncryptionAvailable()) return false;
  return calls.isAsyncEncryptionAvailable ? await calls.isAsyncEncryptionAvailable() : calls.isEncryptionAvailable !== undefined;
}

async function seal(text: string): Promise<string> {
  const sealed = calls.encryptStringAsync ? await calls.encryptStringAsync(text) : safeStorage.encryptString(text);
  return sealed.toString('base64');
}

async function open(sealed: string): Promise<string> {
  const bytes = Buffer.from(sealed, 'base64');
  return calls.decryptStringAsync ? (await calls.decryptStringAsync(bytes)).result : safeStorage.decryptString(bytes);
}

/** Never fails: what went wrong is in the answer. */
export async function askKeychain({ id, act, text }: Extract<FromEngine, { type: 'keychain' }>): Promise<Extract<ToEngine, { type: 'keychain' }>> {
  try {
    if (act === 'available') return { type: 'keychain', id, ok: await available(), text: '' };
    return { type: 'keychain', id, ok: true, text: await (act === 'seal' ? seal(text) : open(text)) };
  } catch (error) {
    return { type: 'keychain', id, ok: false, text: error instanceof Error ? error.message : String(error) };
  }
}
