// What build scripts tell the person who runs them: one short line each.
export const say = (line) => process.stdout.write(`${line}\n`);

export const seconds = (from) => `${((performance.now() - from) / 1000).toFixed(1)} s`;

/** An error whose message is the whole story: printed without a stack. */
export class Plain extends Error {}

/** Runs a script's main function; a failure is one sentence and exit code 1. */
export async function run(main) {
  try {
    await main();
  } catch (error) {
    process.stderr.write(`${error instanceof Plain ? error.message : (error?.stack ?? error)}\n`);
    process.exitCode = 1;
  }
}
