// Every call of the contract and what answers it.
import { browseCommands } from '../commands/browse.js';
import { os } from '../commands/context.js';
import { ingestCommands } from '../commands/ingest.js';
import { systemCommands } from '../commands/system.js';
import { versionsCommands } from '../commands/versions.js';
import { feed } from './feed.js';

export const router = os.router({
  system: systemCommands,
  ingest: ingestCommands,
  versions: versionsCommands,
  browse: { ...browseCommands, feed },
});
export type Router = typeof router;
