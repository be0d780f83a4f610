// Which devices wrote here: of databases of before that was noted, the one whose published stretches are remembered, then those whose log
// was never seen in a remote. Operations are found by what they were issued again for.
import type { Migration } from '../migrate.js';

export const identities: Migration = {
  version: 1000,
  sql: `
CREATE INDEX reissues_id ON reissues(id);
INSERT INTO local(key, value)
  SELECT 'writers', json_group_array(device) FROM (
    SELECT device, min(place) AS place FROM (
      SELECT o.device, 0 AS place FROM local t JOIN ops o ON o.hash = json_extract(t.value, '$[0].hash') WHERE t.key GLOB 'sync/*/tips'
      UNION ALL
      SELECT o.device, 1 FROM ops o WHERE o.seq = 0 AND NOT EXISTS (SELECT 1 FROM local s WHERE s.key GLOB 'sync/*/seen/log/' || o.device || '/*')
    ) GROUP BY device ORDER BY 2, 1
  ) HAVING count(*) > 0;`,
};
