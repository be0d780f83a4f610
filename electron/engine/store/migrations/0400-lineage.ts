// Lineage: who made a version, what a run made, which models a version is in, each answered from an index alone.
import type { Migration } from '../migrate.js';

export const lineage: Migration = {
  version: 400,
  sql: `
CREATE INDEX edges_made ON edges(run, target) WHERE form = 'log' AND run IS NOT NULL;
CREATE INDEX edges_maker ON edges(target, run) WHERE form = 'log' AND run IS NOT NULL;
CREATE INDEX links_lineage ON links(version, model) WHERE live = 1;
CREATE INDEX links_members ON links(model, version) WHERE live = 1;
`,
};
