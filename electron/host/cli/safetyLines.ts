// The safety report on a terminal: the level, then each finding with its evidence.
import type { Safety } from '../../../shared/contract/entities.js';

/** `path` names the file where several are reported on. */
export function safetyLines(safety: Safety, path = ''): string[] {
  const head = path === '' ? `safety: ${safety.level}` : `safety of ${path}: ${safety.level}`;
  return [head, ...safety.findings.map(({ level, what, evidence, path: part }) => `  ${level}: ${what}${part === '' && evidence === '' ? '' : ` [${[part, evidence].filter(Boolean).join(': ')}]`}`)];
}
