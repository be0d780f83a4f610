// Runs the engine's process from its compiled code.
import { join } from 'node:path';
import { loadProgram } from './codeCache.js';

loadProgram(join(__dirname, 'utility.cjs')).run();
