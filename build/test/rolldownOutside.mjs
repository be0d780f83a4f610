// Stands in for rolldown where tests run on the Electron runtime: Node 18 is too old for it, so the Node that runs npm bundles.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { serialize } from 'node:v8';

const WORKER = fileURLToPath(new URL('./rolldownWorker.mjs', import.meta.url));

/** Only what the tests use of it: one write, then close. */
export async function rolldown(input) {
  return {
    async write(output) {
      const env = { ...process.env };
      delete env.ELECTRON_RUN_AS_NODE;
      const { status, stderr } = spawnSync(process.env.CAIRN_TEST_NODE, [WORKER], { input: serialize({ input, output }), env });
      if (status !== 0) throw new Error(`Bundling failed: ${stderr}`);
    },
    async close() {},
  };
}
