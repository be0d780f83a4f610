// The first side of a run: what it made and read at the left; values, code and surroundings at the right.
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { viewPath } from '../../../shared/contract/links.js';
import type { JsonObject } from '../../../shared/contract/primitives.js';
import type { RunDetail } from '../../../shared/contract/runs.js';
import { AliasList } from '../../ui/AliasBadge.js';
import { MetricValue } from '../../ui/MetricValue.js';
import { Time } from '../../ui/Time.js';
import { toolName } from '../imports/toolName.js';
import { JsonSection } from '../version/JsonSection.js';
import css from './RunPage.module.css';

/** Metrics told beside a version; its page has them all. */
const METRICS = 4;

/** What an import put down, in the words for it: by which tool's log, and where that lay. */
function importedFrom(imported: RunDetail['environment'][string] | undefined): JsonObject | undefined {
  if (typeof imported !== 'object' || imported === null || Array.isArray(imported)) return undefined;
  const { by, source } = imported;
  return { from: typeof by === 'string' ? toolName(by) : '', ...(typeof source === 'string' ? { log: source } : {}) };
}

export function RunOverview({ run }: { run: RunDetail }): ReactNode {
  const { imported, ...environment } = run.environment;
  const source = importedFrom(imported);
  return (
    <div className={`split ${css.split}`}>
      <div className={`col scroll ${css.flow}`} tabIndex={0} role="region" aria-label="What it read and made">
        {run.notes && <p className={`sel ${css.notes}`}>{run.notes}</p>}
        <Versions title="Logged" rows={run.outputs} empty="This run logged no version." />
        <Versions title="Read" rows={run.inputs} empty="This run named no version that it read. Declare inputs with --input, cairn use --run, or use_artifact." />
      </div>
      <aside className="inspector scroll" aria-label="Values" tabIndex={0}>
        <JsonSection title="Results" value={run.summary} empty="No results were recorded." file={`${run.key}.summary.json`} />
        <JsonSection title="Config" value={run.config} empty="No hyper-parameters were recorded." file={`${run.key}.config.json`} />
        <CodeState run={run} />
        {source && <JsonSection title="Imported" value={source} empty="" file={`${run.key}.imported.json`} />}
        <JsonSection title="Environment" value={environment} empty="Packages and host were not recorded." file={`${run.key}.environment.json`} />
      </aside>
    </div>
  );
}

type VersionLine = Pick<RunDetail['inputs'][number], 'version' | 'name' | 'label' | 'type' | 'aliases'> & Partial<Pick<RunDetail['outputs'][number], 'at' | 'metrics' | 'complete'>>;

function Versions({ title, rows, empty }: { title: string; rows: readonly VersionLine[]; empty: string }): ReactNode {
  return (
    <section aria-label={title}>
      <div className={css.headline}>
        <h2 className="h">{title}</h2>
        <span className="t3 small tnum">{rows.length}</span>
      </div>
      {rows.length === 0 && <p className={`small t3 ${css.empty}`}>{empty}</p>}
      {rows.map((row) => (
        <div key={row.version} className={css.made}>
          <span className="row">
            <Link className="trunc" href={viewPath({ view: 'version', version: row.version, tab: 'overview' })} title={row.name}>
              {row.name}
            </Link>
            <span className="ver">{row.label}</span>
            <AliasList aliases={row.aliases} width={120} />
          </span>
          <span className="t3 trunc">{row.type}</span>
          <span className={css.metrics}>
            <span className={css.values} title={Object.entries(row.metrics ?? {}).map(([name, value]) => `${name} ${String(value)}`).join(', ')}>
              {Object.entries(row.metrics ?? {})
                .slice(0, METRICS)
                .map(([name, value]) => (
                  <span key={name} className="row nowrap" style={{ gap: 4 }}>
                    <span className="t3">{name}</span> <MetricValue value={value} />
                  </span>
                ))}
              {row.complete === false && <span className="t3">metrics still on their way</span>}
            </span>
            {row.at !== undefined && (
              <span className={css.when}>
                <Time at={row.at} />
              </span>
            )}
          </span>
        </div>
      ))}
    </section>
  );
}

function CodeState({ run: { git } }: { run: RunDetail }): ReactNode {
  const facts = [
    ['Commit', git?.commit],
    ['Branch', git?.branch],
    ['Remote', git?.remote],
    ['Changes', git ? (git.dirty ? 'uncommitted changes kept' : git.dirty === false ? 'none' : undefined) : undefined],
  ] as const;
  return (
    <section className="sec" aria-label="Code">
      <h2 className="sec-h">Code</h2>
      {git ? (
        <dl className="kv">
          {facts.map(([name, value]) => (
            <Fact key={name} name={name} value={value} />
          ))}
        </dl>
      ) : (
        <p className="small t3">The state of the code was not recorded.</p>
      )}
    </section>
  );
}

function Fact({ name, value }: { name: string; value: string | undefined }): ReactNode {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value === undefined ? <span className="t3">not recorded</span> : <span className="mono trunc sel" title={value}>{value}</span>}</dd>
    </>
  );
}
