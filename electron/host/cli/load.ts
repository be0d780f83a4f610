// Runs the command line from its compiled code.
import { join } from 'node:path';
import { loadProgram } from '../codeCache.js';

loadProgram(join(__dirname, 'cliMain.cjs')).run();
