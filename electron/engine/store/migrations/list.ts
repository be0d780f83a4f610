// The migrations in order. A released one is never edited; a change is a new file and a new line.
import type { Migration } from '../migrate.js';
import { init } from './0010-init.js';
import { sequence } from './0020-sequence.js';
import { ask } from './0100-ask.js';
import { removals } from './0110-removals.js';
import { runHistory } from './0200-runHistory.js';
import { factsBrief } from './0300-factsBrief.js';
import { runTimes } from './0310-runTimes.js';
import { lineage } from './0400-lineage.js';
import { hooks } from './0600-hooks.js';
import { moves } from './0700-moves.js';
import { proposals } from './0710-proposals.js';
import { notices } from './0900-notices.js';
import { identities } from './1000-identities.js';
import { numbersShown } from './1100-numbersShown.js';

export const migrations: readonly Migration[] = [
  init,
  sequence,
  ask,
  removals,
  runHistory,
  factsBrief,
  runTimes,
  lineage,
  hooks,
  moves,
  proposals,
  notices,
  identities,
  numbersShown,
];
