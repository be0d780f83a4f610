// Runs the command line from its compiled code.
import { loadProgram, MAIN_BUNDLE } from './codeCache.js';

loadProgram(MAIN_BUNDLE).run();
