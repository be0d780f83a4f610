// One version as a card.
import type { ReactNode } from 'react';
import { formatBytes } from '../../shared/util/formatBytes.js';
import type { PanelData } from '../../shared/panels/registry.js';
import { AliasList, FlaggedBadge } from '../ui/AliasBadge.js';
import { Digest } from '../ui/Digest.js';
import { MetricValue } from '../ui/MetricValue.js';
import { Figure } from '../ui/report/Figure.js';
import { usePanelHost } from '../ui/report/host.js';
import css from '../ui/report/Report.module.css';
import { momentTime } from '../ui/Time.js';

export function VersionPanel({ data }: { data: PanelData<'version'> }): ReactNode {
  const { open } = usePanelHost();
  const { of } = data;
  return (
    <>
      <div className="row" style={{ flexWrap: 'wrap', marginBottom: 8 }}>
        {open ? (
          <button type="button" className={`ver ${css.opens ?? ''}`} onClick={() => open({ view: 'version', version: of.version, tab: 'overview' })}>
            {of.ref}
          </button>
        ) : (
          <span className="ver">{of.ref}</span>
        )}
        <AliasList aliases={data.aliases} />
        <FlaggedBadge level={data.safety} />
      </div>
      {data.description && <p className="t2" style={{ marginBottom: 8, whiteSpace: 'pre-line' }}>{data.description}</p>}
      <dl className="kv">
        <dt>Digest</dt>
        <dd>
          <Digest value={of.digest} />
        </dd>
        <dt>Size</dt>
        <dd>
          {formatBytes(data.bytes)} in {data.files} {data.files === 1 ? 'file' : 'files'}
          {data.format && <span className="t3">{data.format}</span>}
        </dd>
        <dt>Logged</dt>
        <dd>
          {momentTime(data.created)} by {data.by}
          {data.run && <span className="t3 trunc">in {data.run}</span>}
        </dd>
        {data.inputs.length > 0 && <dt>Made from</dt>}
        {data.inputs.length > 0 && <dd className="trunc">{data.inputs.map(({ ref }) => ref).join(', ')}</dd>}
        {Object.entries(data.metrics).map(([key, value]) => (
          <Pair key={`m ${key}`} name={key}>
            <Figure metric={key} value={value} of={of} />
          </Pair>
        ))}
        {Object.entries(data.config).map(([key, value]) => (
          <Pair key={`c ${key}`} name={key}>
            <span className="t2 trunc">
              <MetricValue value={value} />
            </span>
          </Pair>
        ))}
      </dl>
      {data.more > 0 && <p className={css.foot}>{data.more} more hyper-parameters</p>}
    </>
  );
}

function Pair({ name, children }: { name: string; children: ReactNode }): ReactNode {
  return (
    <>
      <dt className="trunc" title={name}>
        {name}
      </dt>
      <dd>{children}</dd>
    </>
  );
}
