// Where the keys of remotes are, as the engine has it: encrypted by the keychain, or in clear text.
import type { ReactNode } from 'react';
import { useEngine } from '../../api/EngineProvider.js';
import { useAnswer } from '../../data/useAnswer.js';
import { CopyText } from '../../ui/CopyText.js';
import css from './SettingsPage.module.css';

export function Keys(): ReactNode {
  const engine = useEngine();
  const { value, error } = useAnswer({}, (_question, signal) => engine.remotes.secrets(undefined, { signal }));
  if (error) return <p>{error.message}</p>;
  if (!value) return null;
  return (
    <>
      {value.kept === 'keychain' ? (
        <p>The keys of remotes are encrypted by the keychain of this computer. A copy of the data folder does not give them away.</p>
      ) : (
        <p>
          <span className="badge warn">Clear text</span> This computer offers no keychain, so the keys of remotes lie in a file that only you can read. Leave it out where you copy the data folder. With a keyring (GNOME Keyring, KWallet) Cairn encrypts them at its next start.
        </p>
      )}
      <dl className={`kv ${css.facts}`}>
        <dt>Keys are in</dt>
        <dd>
          <CopyText text={value.file} what="path of the file of keys" />
        </dd>
        <dt>Taken first</dt>
        <dd>
          <span className="mono">CAIRN_SECRET_REMOTE_…</span> of the environment, where it is set
        </dd>
      </dl>
    </>
  );
}
