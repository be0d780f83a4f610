// Run by the build, once a runtime, with the arguments of a command: keeps the code that the command made V8 compile.
import { join } from 'node:path';
import { keepProgram } from '../codeCache.js';

keepProgram(join(__dirname, 'cliMain.cjs')).run();
