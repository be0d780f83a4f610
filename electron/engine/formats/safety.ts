// How a format says how safe a file is: findings with levels, of which the file has the worst.
import { SAFETY_LEVELS, type Safety, type SafetyFinding, type SafetyLevel } from './types.js';

/** Findings kept of one file. */
const MAX_FINDINGS = 100;

/** The more harmful of two levels. */
export function worse(a: SafetyLevel, b: SafetyLevel): SafetyLevel {
  return SAFETY_LEVELS.indexOf(a) >= SAFETY_LEVELS.indexOf(b) ? a : b;
}

export function finding(level: SafetyLevel, what: string, evidence = '', path = ''): SafetyFinding {
  return { level, what, evidence, path };
}

/** The worst of `base` and all findings; the most harmful come first, in their own order. */
export function safetyOf(findings: readonly SafetyFinding[], base: SafetyLevel = 'clean'): Safety {
  const sorted = [...findings];
  sorted.sort((a, b) => SAFETY_LEVELS.indexOf(b.level) - SAFETY_LEVELS.indexOf(a.level));
  const level = sorted.reduce((worst, each) => worse(worst, each.level), base);
  const shown = sorted.slice(0, MAX_FINDINGS);
  if (sorted.length > MAX_FINDINGS) shown.push(finding('clean', `${sorted.length - MAX_FINDINGS} more findings are not listed.`));
  return { level, findings: shown };
}
