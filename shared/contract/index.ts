// The one contract. The engine implements it once; the window, the command line and the HTTP API are doors to it.
import { browseContract } from './browse.js';
import { bundlesContract } from './bundles.js';
import { doorsContract } from './doors.js';
import { codeContract } from './code.js';
import { hooksContract } from './hooks.js';
import { importsContract } from './imports.js';
import { ingestContract } from './ingest.js';
import { compareContract } from './compare.js';
import { lineageContract } from './lineage.js';
import { noticesContract } from './notices.js';
import { policiesContract } from './policies.js';
import { viewsContract } from './query.js';
import { retentionContract } from './retention.js';
import { sampleContract } from './sample.js';
import { registryContract } from './registry.js';
import { reportsContract } from './reports.js';
import { runsContract } from './runs.js';
import { remotesContract } from './remotes.js';
import { signaturesContract } from './signatures.js';
import { storageContract } from './storage.js';
import { syncContract } from './sync.js';
import { systemContract } from './system.js';
import { tablesContract } from './tables.js';
import { versionsContract } from './versions.js';

export const contract = {
  system: systemContract,
  ingest: ingestContract,
  imports: importsContract,
  versions: versionsContract,
  registry: registryContract,
  lineage: lineageContract,
  compare: compareContract,
  browse: browseContract,
  reports: reportsContract,
  doors: doorsContract,
  hooks: hooksContract,
  notices: noticesContract,
  runs: runsContract,
  views: viewsContract,
  tables: tablesContract,
  policies: policiesContract,
  retention: retentionContract,
  sample: sampleContract,
  remotes: remotesContract,
  sync: syncContract,
  storage: storageContract,
  bundles: bundlesContract,
  code: codeContract,
  signatures: signaturesContract,
};
export type Contract = typeof contract;
