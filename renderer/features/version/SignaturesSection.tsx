// Who signed the files of a version, and whether that holds. Nothing is read for it until a person asks.
import { Button } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import type { VersionDetail } from '../../../shared/contract/entities.js';
import type { ModelSignature, SignatureEvent } from '../../../shared/contract/signatures.js';
import { useEngine } from '../../api/EngineProvider.js';
import { lastEvent, useTask } from '../../api/useTask.js';
import { useStamp } from '../../data/hooks.js';
import { Digest } from '../../ui/Digest.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { Time } from '../../ui/Time.js';

type Done = Extract<SignatureEvent, { event: 'done' }>;

const STATES: Readonly<Record<ModelSignature['state'], { readonly tone: string; readonly words: string }>> = {
  holds: { tone: 'ok', words: 'signature holds' },
  broken: { tone: 'danger', words: 'does not hold' },
  unchecked: { tone: '', words: 'not checked' },
};

/** The signatures of a version as far as is known, asked for again whenever it changes. */
function useSignatures(version: string): readonly ModelSignature[] {
  const engine = useEngine();
  const stamp = useStamp([`version:${version}`]);
  const [known, setKnown] = useState<{ readonly version: string; readonly signatures: readonly ModelSignature[] }>();
  useEffect(() => {
    const control = new AbortController();
    engine.signatures.list({ ref: version }, { signal: control.signal }).then(
      (signatures) => !control.signal.aborted && setKnown({ version, signatures }),
      () => {}, // the list of files has not arrived: there is nothing to show yet
    );
    return () => control.abort();
  }, [engine, version, stamp]);
  return known?.version === version ? known.signatures : [];
}

export function SignaturesSection({ version }: { version: VersionDetail }): ReactNode {
  const engine = useEngine();
  const listed = useSignatures(version.id);
  const { state, run } = useTask<Done>();
  if (listed.length === 0) return null;
  const checked = state.phase === 'done' ? state.result.signatures : [];
  const shown = listed.map((each) => checked.find(({ id }) => id === each.id) ?? each);
  const check = (): void => void run(`Checking the signatures of ${version.ref}`, async (onProgress, signal) => lastEvent<Done>(await engine.signatures.check({ ref: version.id }, { signal }), onProgress, 'The engine ended without saying what it found.'));
  return (
    <section className="sec" aria-label="Signatures">
      <h2 className="sec-h">
        Signatures
        <span className="end">
          <Button size="xs" variant="subtle" loading={state.phase === 'running'} leftSection={<IconShieldCheck className="i s14" aria-hidden />} onClick={check}>
            Check
          </Button>
        </span>
      </h2>
      {state.phase === 'failed' && <ErrorState what="The signatures could not be checked" error={state.error} onRetry={check} />}
      {shown.map((signature) => (
        <Signature key={signature.id} signature={signature} />
      ))}
    </section>
  );
}

function Signature({ signature: { state, message, fingerprint, signer, actor, at, device, unsigned } }: { signature: ModelSignature }): ReactNode {
  const { tone, words } = STATES[state];
  return (
    <div>
      <p className="small t2">
        <span className={`badge ${tone}`}>{words}</span> {message}.{unsigned.length > 0 && ` Not signed: ${unsigned.join(', ')}.`}
      </p>
      <dl className="kv">
        <dt>Key</dt>
        <dd>{fingerprint === null ? <span className="t3">not said</span> : <Digest value={fingerprint} what="key fingerprint" />}</dd>
        {signer !== null && (
          <>
            <dt>Certificate</dt>
            <dd className="sel">{signer}</dd>
          </>
        )}
        <dt>Attached by</dt>
        <dd>
          <span className="trunc" title={`${actor.name} on ${device}`}>{`${actor.name} on ${device}`}</span>
        </dd>
        <dt>When</dt>
        <dd>
          <Time at={at} />
        </dd>
      </dl>
    </div>
  );
}
