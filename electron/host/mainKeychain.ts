// The keychain of the main process, which alone has one, asked over the control channel.
import type { Keychain } from '../engine/ports.js';
import type { FromEngine, ToEngine } from './control.js';

type Question = Extract<FromEngine, { type: 'keychain' }>;
type Answer = Extract<ToEngine, { type: 'keychain' }>;

/** `answered` is told of each answer that comes back. */
export function mainKeychain(ask: (question: Question) => void): { readonly keychain: Keychain; answered(answer: Answer): void } {
  const waiting = new Map<number, (answer: Answer) => void>();
  let last = 0;
  const asked = (act: Question['act'], text = ''): Promise<Answer> =>
    new Promise((resolve) => {
      const id = (last += 1);
      waiting.set(id, resolve);
      ask({ type: 'keychain', id, act, text });
    });
  const done = async (act: 'seal' | 'open', text: string): Promise<string> => {
    const answer = await asked(act, text);
    if (!answer.ok) throw new Error(answer.text);
    return answer.text;
  };
  return {
    keychain: {
      absent: 'Unlock it, or have one installed (GNOME Keyring, KWallet), and start Cairn again; enter the secret again',
      available: async () => (await asked('available')).ok,
      seal: (text) => done('seal', text),
      open: (sealed) => done('open', sealed),
    },
    answered(answer) {
      waiting.get(answer.id)?.(answer);
      waiting.delete(answer.id);
    },
  };
}
