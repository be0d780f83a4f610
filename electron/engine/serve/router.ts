// Every call of the contract and what answers it.
import { browseCommands } from '../commands/browse.js';
import { os } from '../commands/context.js';
import { doorsCommands } from '../commands/doors/calls.js';
import { hooksCommands } from '../commands/hooks/calls.js';
import { bundleCommands } from '../commands/bundle/calls.js';
import { importsCommands } from '../commands/imports/calls.js';
import { ingestCommands } from '../commands/ingest.js';
import { compareCommands } from '../commands/compare/calls.js';
import { noticesCommands } from '../commands/notices/calls.js';
import { lineageCommands } from '../commands/lineage/calls.js';
import { registryCommands } from '../commands/registry/calls.js';
import { reportsCommands } from '../commands/reports/calls.js';
import { runsCommands } from '../commands/runs/calls.js';
import { signatureCommands } from '../commands/signatures/calls.js';
import { storageCommands } from '../commands/storage/calls.js';
import { remotesCommands, syncCommands } from '../commands/sync/calls.js';
import { systemCommands } from '../commands/system.js';
import { retentionCommands } from '../commands/retention/calls.js';
import { sampleCommands } from '../commands/sample/calls.js';
import { policiesCommands } from '../commands/policies.js';
import { viewsCommands } from '../commands/views.js';
import { codeCommands } from '../commands/code/calls.js';
import { tablesCommands } from '../commands/tables/calls.js';
import { versionsCommands } from '../commands/versions.js';
import { feed } from './feed.js';

export const router = os.router({
  system: systemCommands,
  ingest: ingestCommands,
  imports: importsCommands,
  versions: versionsCommands,
  registry: registryCommands,
  lineage: lineageCommands,
  compare: compareCommands,
  reports: reportsCommands,
  runs: runsCommands,
  views: viewsCommands,
  tables: tablesCommands,
  policies: policiesCommands,
  code: codeCommands,
  retention: retentionCommands,
  sample: sampleCommands,
  browse: { ...browseCommands, feed },
  doors: doorsCommands,
  hooks: hooksCommands,
  notices: noticesCommands,
  remotes: remotesCommands,
  sync: syncCommands,
  storage: storageCommands,
  bundles: bundleCommands,
  signatures: signatureCommands,
});
export type Router = typeof router;
