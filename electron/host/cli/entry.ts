// What `cairn` starts with: small, so that asking for the version costs no more than starting Node. The rest is loaded on demand.
import { createRequire } from 'node:module';
import { VERSION } from '../../engine/version.js';

const [only, ...others] = process.argv.slice(2);
if (others.length === 0 && (only === '--version' || only === '-V')) process.stdout.write(`${VERSION}\n`);
else createRequire(__filename)('./cliLoad.cjs');
