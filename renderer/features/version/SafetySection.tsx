// The safety report of a version: how bad it is, what its files would do, and where that stands in them. Nothing was loaded.
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { FileFacts, SafetyFinding, SafetyLevel, VersionDetail } from '../../../shared/contract/entities.js';
import { SafetyBadge } from '../../ui/AliasBadge.js';
import css from './Safety.module.css';
import { countOf } from './VersionHeader.js';

const ORDER: readonly SafetyLevel[] = ['clean', 'unknown', 'suspicious', 'dangerous'];
/** Findings shown before the rest is asked for; notes about what is harmless are never among them. */
const FIRST = 4;

/** The worst level of any file that was looked into. */
export function worstSafety(facts: readonly FileFacts[]): SafetyLevel {
  return facts.reduce<SafetyLevel>((level, { safety }) => (ORDER.indexOf(safety.level) > ORDER.indexOf(level) ? safety.level : level), facts.length > 0 ? 'clean' : 'unknown');
}

interface Found extends SafetyFinding {
  readonly file: string;
}

export function SafetySection({ version }: { version: VersionDetail }): ReactNode {
  const [all, setAll] = useState(false);
  const worst = worstSafety(version.facts);
  const partly = worst === 'clean' && version.facts.length < version.files;
  const found = version.facts.flatMap((fact) => fact.safety.findings.map((finding): Found => ({ ...finding, file: fact.path })));
  found.sort((a, b) => ORDER.indexOf(b.level) - ORDER.indexOf(a.level));
  const shown = all ? found : found.filter(({ level }) => level !== 'clean').slice(0, FIRST);
  return (
    <section className="sec" aria-label="Safety">
      <h2 className="sec-h">
        Safety
        <span className="end">
          {partly ? <span className="badge">{`${version.facts.length} of ${countOf(version.files, 'file', 'files')} checked`}</span> : <SafetyBadge level={worst} />}
        </span>
      </h2>
      <p className="small t2">{sentence(version, worst)}</p>
      {shown.length > 0 && (
        <ul className={`small sel ${css.findings}`}>
          {shown.map((finding, index) => (
            <Finding key={`${index} ${finding.file}`} finding={finding} alone={version.facts.length === 1} />
          ))}
        </ul>
      )}
      {(all || shown.length < found.length) && (
        <button type="button" className={css.more} aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : restWords(found, shown.length)}
        </button>
      )}
    </section>
  );
}

/** What a press would show besides. */
function restWords(found: readonly Found[], shown: number): string {
  const notes = found.filter(({ level }) => level === 'clean').length;
  return found.length - shown === notes ? `Show ${countOf(notes, 'note', 'notes')}` : `Show all ${found.length} findings`;
}

const WORDS: Record<SafetyLevel, string> = { clean: 'note', unknown: 'unknown', suspicious: 'suspicious', dangerous: 'dangerous' };

function Finding({ finding, alone }: { finding: Found; alone: boolean }): ReactNode {
  const { level, what, evidence, path, file } = finding;
  const place = [alone ? '' : file, path].filter(Boolean).join(' > ');
  return (
    <li className={css.finding} data-level={level}>
      <span className={css.level}>{WORDS[level]}</span>
      <span className={css.what}>
        {what}
        {place !== '' && <span className="mono t3"> {place}</span>}
      </span>
      {evidence !== '' && <code className={css.evidence}>{evidence}</code>}
    </li>
  );
}

const VERDICTS: Record<SafetyLevel, string> = {
  clean: 'Nothing in it runs when it is loaded.',
  unknown: 'Whether it is harmless cannot be told from the files alone.',
  suspicious: 'Loading it may run code. Ask who made it before you do.',
  dangerous: 'Do not load it: it is made to run code, or to break out of its folder.',
};

function sentence({ facts, files }: VersionDetail, worst: SafetyLevel): string {
  const unread = files - facts.length;
  const parts: string[] = [];
  if (facts.length > 0) parts.push(VERDICTS[worst]);
  if (worst === 'clean' && facts.length > 0) {
    const tensors = facts.reduce((sum, fact) => sum + fact.tensorCount, 0);
    parts.push(`${facts.length === 1 ? 'The header was' : `${facts.length} headers were`} read${tensors ? `, ${countOf(tensors, 'tensor', 'tensors')} in bounds` : ''}.`);
  }
  if (unread > 0) parts.push(`${countOf(unread, 'file has', 'files have')} a format that Cairn does not look into.`);
  parts.push('Nothing was loaded.');
  return parts.join(' ');
}
