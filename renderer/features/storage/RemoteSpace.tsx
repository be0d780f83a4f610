// What a registry takes in its remote. Counting lists every object there, so it is asked for.
import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { RemoteUse } from '../../../shared/contract/storage.js';
import { useEngine } from '../../api/EngineProvider.js';
import { openDialog } from '../../state/dialogs.js';
import { useAct } from '../../state/useAct.js';
import { Bytes } from '../../ui/Bytes.js';
import css from './Storage.module.css';

/** Keys of a remote begin with these. */
const WORDS: Readonly<Record<string, string>> = { chunks: 'Bytes of versions', manifests: 'Lists of files', lists: 'Lists of files', log: 'History', claims: 'Numbers and moves', devices: 'Devices', heads: 'Devices', snap: 'Snapshots', gc: 'Collection', config: 'Registry' };

function partsOf(use: RemoteUse): { readonly title: string; readonly bytes: number; readonly count: number }[] {
  const parts = new Map<string, { bytes: number; count: number }>();
  for (const [key, { bytes, count }] of Object.entries(use.parts)) {
    const title = WORDS[key] ?? 'Not Cairn’s';
    const part = parts.get(title) ?? { bytes: 0, count: 0 };
    parts.set(title, { bytes: part.bytes + bytes, count: part.count + count });
  }
  return [...parts].map(([title, part]) => ({ title, ...part })).sort((a, b) => b.bytes - a.bytes);
}

export function RemoteSpace({ registry, name }: { registry: string; name: string }): ReactNode {
  const engine = useEngine();
  const act = useAct();
  const [use, setUse] = useState<RemoteUse>();
  return (
    <section className="sec" aria-label={`In ${name}`}>
      <h2 className="sec-h">
        In {name}
        <span className="end">
          <Button size="xs" variant="subtle" aria-busy={act.pending} onClick={() => act.run(async () => setUse(await engine.storage.remoteUse({ registry })))}>
            {use ? 'Count again' : 'Count'}
          </Button>
        </span>
      </h2>
      {act.problem !== undefined && (
        <p className={css.problem} role="alert">
          {act.problem}
        </p>
      )}
      {!use && act.problem === undefined && <p className="small t3">{act.pending ? 'Listing every object…' : 'Counting lists every object there.'}</p>}
      {use && (
        <dl className={css.facts}>
          {partsOf(use).map(({ title, bytes, count }) => (
            <div key={title}>
              <dt>
                {title} <span className="t3 tnum">{count.toLocaleString('en')}</span>
              </dt>
              <dd>
                <Bytes value={bytes} />
              </dd>
            </div>
          ))}
          <div className={css.sum}>
            <dt>
              In all <span className="t3 tnum">{use.objects.toLocaleString('en')} objects</span>
            </dt>
            <dd>
              <Bytes value={use.total} />
            </dd>
          </div>
          {use.unreferenced.bytes > 0 && (
            <div>
              <dt>
                Of it named by nothing{' '}
                <Button size="xs" variant="subtle" onClick={() => openDialog({ kind: 'collectRemote', registry, name })}>
                  Remove…
                </Button>
              </dt>
              <dd>
                <Bytes value={use.unreferenced.bytes} />
              </dd>
            </div>
          )}
        </dl>
      )}
    </section>
  );
}
