// The code behind a version: its commit, and what was not committed.
import { z } from 'zod';
import { DiffFile } from '../../contract/code.js';
import { versionOf } from '../find.js';
import { Origin, originOf, panelKind, VersionOf } from '../types.js';
import { shortDigest } from '../words.js';

/** Characters of a patch that a panel carries. */
const MOST_PATCH = 20_000;

export const code = panelKind({
  kind: 'code',
  name: 'Code diff',
  about: 'The commit a version was made from, and what was not committed.',
  size: { w: 6, h: 8 },
  needs: 'version',
  settings: VersionOf.extend({ path: z.string().max(4096).optional() }),
  data: z.object({
    of: Origin,
    info: z.object({ remote: z.string().nullable(), commit: z.string().nullable(), branch: z.string().nullable(), dirty: z.boolean(), restores: z.string() }).nullable(),
    files: z.array(DiffFile),
    shown: z.string().nullable(),
    patch: z.string(),
    cut: z.boolean(),
  }),
  async load(client, { path, ...which }, signal) {
    const found = await versionOf(client, which, signal);
    const of = { ref: found.id };
    const info = await client.code.get(of, { signal });
    const diff = info?.diff == null ? { files: [], shown: null, patch: '', cut: false } : await client.code.diff({ of, ...(path === undefined ? {} : { path }) }, { signal });
    return {
      of: originOf(found),
      info: info && { remote: info.remote, commit: info.commit, branch: info.branch, dirty: info.dirty, restores: info.restores },
      files: diff.files,
      shown: diff.shown,
      patch: diff.patch.slice(0, MOST_PATCH),
      cut: diff.cut || diff.patch.length > MOST_PATCH,
    };
  },
  title: ({ of }) => `Code of ${of.ref}`,
  figures: ({ of, info }) => (info?.commit ? [{ key: 'commit', value: info.commit, ref: of.ref, digest: of.digest }] : []),
  markdown: ({ of, info, files, patch }) => [`Code of ${of.ref} (${shortDigest(of.digest)}): ${info?.commit ? `commit ${info.commit}${info.branch ? ` on ${info.branch}` : ''}${info.dirty ? ', with changes' : ''}` : 'not recorded'}.`, files.map(({ path, added, removed }) => `- ${path} +${added} −${removed}`).join('\n'), patch ? `\`\`\`diff\n${patch.replaceAll('```', '` ` `')}\n\`\`\`` : ''].filter(Boolean).join('\n\n'),
});
