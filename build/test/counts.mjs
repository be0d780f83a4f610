// Adds up what each part of the test run reported, and judges the skips: one without a listed reason is a failure.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../lib/paths.mjs';

/**
 * `failures`: what failed and how, as far as it is known.
 * @type {{ passed: number, failed: number, skips: { test: string, reason: string }[], failures: { test: string, message: string }[] }}
 */
export const NOTHING = { passed: 0, failed: 0, skips: [], failures: [] };

export const add = (a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed, skips: [...a.skips, ...(b.skips ?? [])], failures: [...a.failures, ...(b.failures ?? [])] });

/** Reads runVitest's report. None means that the run died before its end: a failure. */
export function fromVitest(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { ...NOTHING, failed: 1 };
}

/** Reads Playwright's JSON report. */
export function fromPlaywright(file) {
  if (!existsSync(file)) return { ...NOTHING, failed: 1 };
  const { suites, errors } = JSON.parse(readFileSync(file, 'utf8'));
  const specsOf = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsOf)];
  let counts = { ...NOTHING, failed: errors.length };
  for (const spec of suites.flatMap(specsOf)) {
    for (const { status, annotations, results } of spec.tests) {
      const reason = annotations.find(({ type }) => type === 'skip' || type === 'fixme')?.description ?? '';
      if (status === 'expected') counts = add(counts, { passed: 1, failed: 0 });
      else if (status === 'skipped') counts = add(counts, { passed: 0, failed: 0, skips: [{ test: spec.title, reason }] });
      else counts = add(counts, { passed: 0, failed: 1, failures: [{ test: spec.title, message: results.flatMap((result) => result.errors ?? []).map(({ message }) => message).join('\n') }] });
    }
  }
  return counts;
}

/** Splits skips by whether test/skips.json lists their reason: [{reason, why}], matched by its beginning. */
export function judgeSkips(skips, listed = JSON.parse(readFileSync(join(ROOT, 'test/skips.json'), 'utf8'))) {
  const known = ({ reason }) => listed.some((entry) => reason !== '' && reason.startsWith(entry.reason));
  return { allowed: skips.filter(known), refused: skips.filter((skip) => !known(skip)) };
}
