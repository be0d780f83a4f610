// Chooses the data root: --home, then CAIRN_HOME, then the system's place for application data.
import envPaths from 'env-paths';
import { resolve } from 'node:path';

/** Absolute path of the data root. `argv` may hold `--home DIR` or `--home=DIR`; the last one counts. */
export function chooseDataRoot(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): string {
  let home: string | undefined;
  argv.forEach((arg, index) => {
    if (arg === '--home') home = argv[index + 1] ?? home;
    else if (arg.startsWith('--home=')) home = arg.slice('--home='.length);
  });
  return resolve(home || env['CAIRN_HOME'] || envPaths('Cairn', { suffix: '' }).data);
}
