// Trust and origin, at the right of the overview: links, inputs and run, safety, code, config, metadata, how to use it.
import { IconBox, IconTimeline } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { VersionDetail } from '../../../shared/contract/entities.js';
import { viewPath } from '../../../shared/contract/links.js';
import { cutMiddle, Digest } from '../../ui/Digest.js';
import { JsonSection } from './JsonSection.js';
import { LinkedTo } from './LinkedTo.js';
import { LoggedSection } from './LoggedSection.js';
import { Origin } from './Origin.js';
import { SafetySection } from './SafetySection.js';
import { SignaturesSection } from './SignaturesSection.js';
import { UseItSection } from './UseItSection.js';

export function Inspector({ version }: { version: VersionDetail }): ReactNode {
  return (
    <aside className="inspector" aria-label="Trust and origin">
      <LinkedTo version={version} />
      <MadeFrom version={version} />
      <UsedBy version={version} />
      <SafetySection version={version} />
      <SignaturesSection version={version} />
      {version.git && <CodeState git={version.git} />}
      <UseItSection version={version} />
      <LoggedSection version={version} />
      <JsonSection title="Config" value={version.config} empty="No hyper-parameters were recorded." file={`${version.name}-${version.label}-config.json`} />
      <JsonSection title="Metadata" value={version.metadata} empty="No metadata was recorded." file={`${version.name}-${version.label}-metadata.json`} />
    </aside>
  );
}

function MadeFrom({ version }: { version: VersionDetail }): ReactNode {
  return (
    <section className="sec" aria-label="Made from">
      <h2 className="sec-h">Made from</h2>
      {version.inputs.map((input) => (
        <Origin key={input.ref} Icon={IconBox}>
          <Link className="mono" href={viewPath({ view: 'version', version: input.version, tab: 'overview' })}>{`${input.name}:${input.label}`}</Link> <span className="small t3">{input.type}</span>
          <div className="mono t3" title={input.digest}>
            {cutMiddle(input.digest)}
          </div>
        </Origin>
      ))}
      {version.run && (
        <Origin Icon={IconTimeline}>
          <Link href={viewPath({ view: 'run', run: version.run.id, tab: 'overview' })}>{version.run.name}</Link> <span className="small t3">run</span>
          <div>
            <Digest value={version.run.key} what="run key" />
          </div>
        </Origin>
      )}
      {version.inputs.length === 0 && <p className="small t3">{version.run ? 'No inputs were recorded by this run.' : 'No run and no inputs were recorded.'}</p>}
    </section>
  );
}

/** Runs told here; lineage has them all. */
const USERS = 12;

function UsedBy({ version }: { version: VersionDetail }): ReactNode {
  const { usedBy } = version;
  if (usedBy.length === 0) return null;
  return (
    <section className="sec" aria-label="Used by">
      <h2 className="sec-h">Used by</h2>
      {usedBy.slice(0, USERS).map((run) => (
        <Origin key={run.run} Icon={IconTimeline}>
          <Link href={viewPath({ view: 'run', run: run.run, tab: 'overview' })}>{run.name}</Link> <span className="small t3">{run.jobType} run</span>
        </Origin>
      ))}
      {usedBy.length > USERS && (
        <Link className="small" href={viewPath({ view: 'lineage', start: version.id })}>All of them in its lineage</Link>
      )}
    </section>
  );
}

function CodeState({ git }: { git: NonNullable<VersionDetail['git']> }): ReactNode {
  const tree = git.dirty === null ? undefined : git.dirty ? 'with changes that were not committed' : 'clean, nothing uncommitted';
  return (
    <section className="sec" aria-label="Code state">
      <h2 className="sec-h">Code state</h2>
      <dl className="kv">
        <dt>Commit</dt>
        <dd>{git.commit ? <Digest value={git.commit} what="commit" /> : <span className="t3">not recorded</span>}</dd>
        <dt>Branch</dt>
        <dd className={git.branch ? 'mono' : 't3'}>
          <span className="trunc" title={git.branch ?? undefined}>{git.branch ?? 'not recorded'}</span>
        </dd>
        <dt>Remote</dt>
        <dd className={git.remote ? 'mono' : 't3'}>
          <span className="trunc sel" title={git.remote ?? undefined}>{git.remote ?? 'not recorded'}</span>
        </dd>
        {tree && (
          <>
            <dt>Work tree</dt>
            <dd>{tree}</dd>
          </>
        )}
      </dl>
    </section>
  );
}
