// Run by the build, once a runtime, with the arguments of a command: keeps the code that the command made V8 compile.
import { renameSync, writeFileSync } from 'node:fs';
import { codeCacheFile, loadProgram, MAIN_BUNDLE, packCode } from './codeCache.js';

const { script, source, run } = loadProgram(MAIN_BUNDLE);
process.once('exit', () => {
  const file = codeCacheFile(MAIN_BUNDLE);
  const made = `${file}.${process.pid}`;
  writeFileSync(made, packCode(source, script.createCachedData()));
  renameSync(made, file);
});
run();
