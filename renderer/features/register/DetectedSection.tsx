// What the headers say: formats, weights, safety and what it costs on disk. Nothing was loaded.
import type { ReactNode } from 'react';
import type { FileFacts } from '../../../shared/contract/entities.js';
import type { IngestPlan } from '../../../shared/contract/ingest.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { SafetyBadge } from '../../ui/AliasBadge.js';

const COUNT = new Intl.NumberFormat();
const SHORT = new Intl.NumberFormat(undefined, { notation: 'compact', maximumSignificantDigits: 3 });
const ORDER: FileFacts['safety']['level'][] = ['clean', 'unknown', 'suspicious', 'dangerous'];

/** Formats that are data alone, whatever is in them. */
const INERT = new Set(['json', 'text', 'yaml', 'csv', 'markdown']);

export function DetectedSection({ plan }: { plan: IngestPlan }): ReactNode {
  const { facts } = plan;
  const weights = weightsLine(facts);
  const shape = shapeLine(facts);
  const problems = facts.filter((fact) => fact.problem !== null);
  const unread = plan.fileCount - plan.files.filter((file) => INERT.has(file.format ?? '') || facts.some((fact) => fact.path === file.path)).length;
  const worst = facts.map((fact) => fact.safety.level).sort((a, b) => ORDER.indexOf(b) - ORDER.indexOf(a))[0];
  return (
    <section className="sec" aria-label="Detected">
      <h3 className="sec-h">
        Detected<span className="end small">header only, nothing is loaded</span>
      </h3>
      <dl className="kv">
        <dt>Format</dt>
        <dd>{formatLine(facts)}</dd>
        {weights && (
          <>
            <dt>Weights</dt>
            <dd className="tnum">{weights}</dd>
          </>
        )}
        {shape && (
          <>
            <dt>Model</dt>
            <dd style={{ whiteSpace: 'normal' }}>{shape}</dd>
          </>
        )}
        <dt>Size</dt>
        <dd className="tnum">
          {formatBytes(plan.bytes)} in {COUNT.format(plan.fileCount)} {plan.fileCount === 1 ? 'file' : 'files'}
        </dd>
        <dt>Disk</dt>
        <dd className="tnum">{diskLine(plan)}</dd>
        {worst && (
          <>
            <dt>Safety</dt>
            <dd>
              <SafetyBadge level={worst} />
              {worst === 'clean' && unread > 0 && <span>but {COUNT.format(unread)} not looked into</span>}
            </dd>
          </>
        )}
        {problems.map((fact) => (
          <FactProblem key={fact.path} fact={fact} />
        ))}
      </dl>
    </section>
  );
}

function FactProblem({ fact }: { fact: FileFacts }): ReactNode {
  return (
    <>
      <dt>Header</dt>
      <dd style={{ whiteSpace: 'normal' }}>
        {fact.path}: {fact.problem} The file is kept as it is.
      </dd>
    </>
  );
}

function formatLine(facts: readonly FileFacts[]): string {
  const names = new Set(facts.map((fact) => [fact.format, fact.frameworkVersion ?? fact.framework].filter(Boolean).join(', ')));
  return names.size === 0 ? 'not recognised, kept as it is' : [...names].join('; ');
}

function weightsLine(facts: readonly FileFacts[]): string | undefined {
  const tensors = facts.reduce((sum, fact) => sum + fact.tensorCount, 0);
  if (tensors === 0) return undefined;
  const parameters = facts.reduce((sum, fact) => sum + (fact.parameters ?? 0), 0);
  const dtypes = [...new Set(facts.flatMap((fact) => Object.keys(fact.dtypes)))];
  return [`${COUNT.format(tensors)} ${tensors === 1 ? 'tensor' : 'tensors'}`, ...(parameters ? [`${SHORT.format(parameters)} parameters`] : []), ...dtypes.slice(0, 3)].join(', ');
}

/** The kind of model, its layers, and what goes in and comes out, where a header says so. */
function shapeLine(facts: readonly FileFacts[]): string | undefined {
  const ports = (list: FileFacts['inputs']): string => list.slice(0, 2).map(({ name, shape }) => `${name}${shape.length > 0 ? ` [${shape.join(', ')}]` : ''}`).join(', ');
  const told = facts.find((fact) => fact.architecture !== null);
  const [inputs, outputs] = [facts.find((fact) => fact.inputs.length > 0)?.inputs ?? [], facts.find((fact) => fact.outputs.length > 0)?.outputs ?? []];
  const parts = [told?.architecture ?? '', inputs.length > 0 ? `in: ${ports(inputs)}` : '', outputs.length > 0 ? `out: ${ports(outputs)}` : ''].filter(Boolean);
  return parts.length > 0 ? parts.join('; ') : undefined;
}

/** "clone, 0 B extra, 612 GB free" or "copies 98 MB, 612 GB free". */
export function diskLine({ clones, extraBytes, free }: Pick<IngestPlan, 'clones' | 'extraBytes' | 'free'>): string {
  const cost = clones ? `clone, ${formatBytes(extraBytes)} extra` : extraBytes === 0 ? 'already kept, 0 B extra' : `copies ${formatBytes(extraBytes)}`;
  return `${cost}, ${formatBytes(free)} free`;
}
