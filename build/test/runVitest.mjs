// Runs vitest projects on one runtime and writes what came of it as JSON. Started by build/test.mjs as a process of its own,
// because the runtime of the test workers is that of process.execPath.
// Usage: node runVitest.mjs REPORT EXECUTABLE PROJECT...
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startVitest } from 'vitest/node';
import { ROOT } from '../lib/paths.mjs';

const [report, executable, ...projects] = process.argv.slice(2);
if (executable !== process.execPath) {
  process.env.CAIRN_TEST_NODE = process.execPath;
  process.execPath = executable;
  process.env.ELECTRON_RUN_AS_NODE = '1';
}

const counts = { passed: 0, failed: 0, skips: [], failures: [] };
function fail(test, errors = []) {
  counts.failed += 1;
  counts.failures.push({ test, message: errors.map(({ message }) => message).join('\n') });
}

const counter = {
  onTestCaseResult(test) {
    const result = test.result();
    if (result.state === 'passed') counts.passed += 1;
    else if (result.state === 'failed') fail(test.fullName, result.errors);
    else counts.skips.push({ test: test.fullName, reason: result.note ?? '' });
  },
  onTestModuleEnd(module) {
    if (module.errors().length > 0) fail(module.relativeModuleId, module.errors());
  },
  onTestRunEnd(_modules, errors) {
    for (const error of errors) fail('outside of any test', [error]);
  },
};

const vitest = await startVitest('test', [], { root: ROOT, config: join(ROOT, 'build/vitest.config.mjs'), watch: false, project: projects, passWithNoTests: true, reporters: ['default', counter] });
await vitest.close();
writeFileSync(report, JSON.stringify(counts));
