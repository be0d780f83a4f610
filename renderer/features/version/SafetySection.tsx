// What is known about the danger of these files, in sentences; the badge shows the worst.
import type { ReactNode } from 'react';
import type { FileFacts, VersionDetail } from '../../../shared/contract/entities.js';
import { SafetyBadge } from '../../ui/AliasBadge.js';
import { countOf } from './VersionHeader.js';

type Level = FileFacts['safety']['level'];
const ORDER: readonly Level[] = ['clean', 'unknown', 'suspicious', 'dangerous'];

/** The worst level of any file that was looked into. */
export function worstSafety(facts: readonly FileFacts[]): Level {
  return facts.reduce<Level>((level, { safety }) => (ORDER.indexOf(safety.level) > ORDER.indexOf(level) ? safety.level : level), facts.length > 0 ? 'clean' : 'unknown');
}

export function SafetySection({ version }: { version: VersionDetail }): ReactNode {
  const worst = worstSafety(version.facts);
  const partly = worst === 'clean' && version.facts.length < version.files;
  const findings = version.facts.flatMap((fact) => fact.safety.findings.map((finding) => ({ path: fact.path, finding })));
  return (
    <section className="sec" aria-label="Safety">
      <h2 className="sec-h">
        Safety
        <span className="end">
          {partly ? <span className="badge">{`${version.facts.length} of ${countOf(version.files, 'file', 'files')} checked`}</span> : <SafetyBadge level={worst} />}
        </span>
      </h2>
      <p className="small t2">{sentence(version)}</p>
      {findings.length > 0 && (
        <ul className="small t2 sel">
          {findings.map(({ path, finding }) => (
            <li key={`${path} ${finding.path} ${finding.what} ${finding.evidence}`}>
              <span className="mono">{path}</span>: {finding.what}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function sentence({ facts, files }: VersionDetail): string {
  const clean = facts.filter((fact) => fact.safety.level === 'clean');
  const tensors = clean.reduce((sum, fact) => sum + fact.tensorCount, 0);
  const unread = files - facts.length;
  const parts: string[] = [];
  if (clean.length > 0) {
    const formats = [...new Set(clean.map((fact) => fact.format))].join(' and ');
    parts.push(`${formats} holds no code. ${clean.length === 1 ? 'The header was' : `${clean.length} headers were`} read${tensors ? `, ${countOf(tensors, 'tensor', 'tensors')} in bounds` : ''}.`);
  }
  if (unread > 0) parts.push(`${countOf(unread, 'file has', 'files have')} a format that Cairn does not look into.`);
  parts.push('Nothing was loaded.');
  return parts.join(' ');
}
