// Who logged this version, when and on which device, and where it belongs: what the header has no room for.
import type { ReactNode } from 'react';
import type { VersionDetail } from '../../../shared/contract/entities.js';
import { Time } from '../../ui/Time.js';
import css from './Version.module.css';

export function LoggedSection({ version }: { version: VersionDetail }): ReactNode {
  const { actor, tags } = version;
  return (
    <section className="sec" aria-label="Logged">
      <h2 className="sec-h">Logged</h2>
      <dl className="kv">
        <dt>By</dt>
        <dd>
          <Line text={actor.email === undefined ? actor.name : `${actor.name} <${actor.email}>`} />
        </dd>
        <dt>When</dt>
        <dd>
          <Time at={version.created} />
        </dd>
        <dt>Device</dt>
        <dd>
          <Line text={version.device} />
        </dd>
        <dt>Project</dt>
        <dd>
          <Line text={`${version.entity}/${version.project}`} />
        </dd>
        <dt>Type</dt>
        <dd>
          <Line text={version.type} />
        </dd>
        <dt>Tags</dt>
        <dd className={tags.length > 0 ? css.tags : 't3'}>
          {tags.length === 0
            ? 'none'
            : tags.map((tag) => (
                <span key={tag} className="badge">
                  {tag}
                </span>
              ))}
        </dd>
      </dl>
    </section>
  );
}

function Line({ text }: { text: string }): ReactNode {
  return (
    <span className="trunc sel" title={text}>
      {text}
    </span>
  );
}
