// What loading a pickle would do, as findings: names it imports, what it calls, and what honest writers do not do.
import { cutText } from '../refusal.js';
import { finding } from '../safety.js';
import type { SafetyFinding, SafetyLevel } from '../types.js';
import { harmOf, judgeImport } from './imports.js';
import type { PickleRun, SeenCall } from './types.js';
import type { PickleGlobal } from './values.js';

/** Findings of one level that are listed each by itself. */
const MAX_LISTED = 20;
const MAX_NAMES = 12;

function where(base: number, at: number): string {
  return `byte ${base + at}`;
}

function evidenceOf({ module, name, at }: PickleGlobal, calls: readonly SeenCall[], base: number): string {
  const [call] = calls;
  return call ? `${where(base, call.at)}: ${module}.${name}(${call.args})` : `${where(base, at)}: ${module}.${name}`;
}

const SENTENCES: Readonly<Record<'dangerous' | 'suspicious' | 'unknown', (global: PickleGlobal, called: boolean) => string>> = {
  dangerous: ({ module, name }, called) => `Loading it would ${called ? 'call' : 'import'} ${module}.${name}, which ${harmOf(module)}.`,
  suspicious: ({ module, name }, called) => `Loading it would ${called ? 'call' : 'import'} ${module}.${name}, a step by which other code is reached.`,
  unknown: ({ module, name }, called) => `Loading it would ${called ? 'call' : 'import'} ${module}.${name}, code from outside this file that Cairn does not know.`,
};

function findingsOf(run: PickleRun, level: 'dangerous' | 'suspicious' | 'unknown', globals: readonly PickleGlobal[], base: number, path: string): SafetyFinding[] {
  const listed = globals.slice(0, MAX_LISTED).map((global) => {
    const calls = run.calls.get(`${global.module}.${global.name}`) ?? [];
    return finding(level, cutText(SENTENCES[level](global, calls.length > 0), 400), cutText(evidenceOf(global, calls, base), 400), path);
  });
  if (globals.length > MAX_LISTED) listed.push(finding(level, `${globals.length - MAX_LISTED} more names of this kind are not listed.`, '', path));
  return listed;
}

interface Where {
  /** Added to each place. */
  readonly base?: number;
  /** Of the member that holds the pickle. */
  readonly path?: string;
  /** Modules whose code lies beside the pickle and is looked into there. */
  readonly beside?: RegExp | undefined;
}

export function reportPickle(run: PickleRun, { base = 0, path = '', beside }: Where = {}): SafetyFinding[] {
  const byLevel = new Map<SafetyLevel, PickleGlobal[]>();
  for (const global of run.globals.values()) {
    if (beside?.test(global.module) === true) continue;
    const level = judgeImport(global.module, global.name);
    byLevel.set(level, [...(byLevel.get(level) ?? []), global]);
  }
  const findings = (['dangerous', 'suspicious', 'unknown'] as const).flatMap((level) => findingsOf(run, level, byLevel.get(level) ?? [], base, path));
  for (const { at, what } of run.odd.slice(0, MAX_LISTED)) findings.push(finding('suspicious', `The pickle does what no honest writer does: ${what}.`, where(base, at), path));
  if (run.exceeded !== null && run.scanned) findings.push(finding('clean', `The pickle is too large to be described (${run.exceeded}); all that it imports is known.`, where(base, run.end), path));
  else if (run.exceeded !== null) findings.push(finding('unknown', `The pickle is too large to be looked into to its end: ${run.exceeded}.`, where(base, run.end), path));
  const clean = byLevel.get('clean') ?? [];
  if (clean.length > 0) {
    const names = clean.slice(0, MAX_NAMES).map(({ module, name }) => `${module}.${name}`);
    findings.push(finding('clean', `It imports ${clean.length} ${clean.length === 1 ? 'name' : 'names'} known to be harmless.`, `${names.join(', ')}${clean.length > MAX_NAMES ? ' ...' : ''}`, path));
  }
  return findings;
}

/** A pickle that breaks off was perhaps made to, behind what it does; only then is that worth more than the file's own fault. */
export function brokenFinding(run: PickleRun, path = ''): SafetyFinding | undefined {
  return run.broken ? finding('suspicious', 'The pickle breaks off; what stands before that would be done when it is loaded.', cutText(run.broken.message, 300), path) : undefined;
}
