// The JSON that scripts rely on (`log`, `show`, `ls versions`). Fields may be added, never renamed or removed.
import type { FileRow, VersionDetail } from '../../../shared/contract/entities.js';
import type { EngineClient } from '../../engine/index.js';

/** All files of a version, page by page. */
export async function allFiles(client: EngineClient, version: string): Promise<FileRow[]> {
  const files: FileRow[] = [];
  let cursor: string | null = null;
  do {
    const page: { rows: FileRow[]; next: string | null } = await client.versions.files({ version, cursor, limit: 1000 });
    files.push(...page.rows);
    cursor = page.next;
  } while (cursor !== null);
  return files;
}

/** What `log --json` and `show --json` print. */
export async function scriptShape(client: EngineClient, version: VersionDetail): Promise<Record<string, unknown>> {
  const [files, code, signatures] = await Promise.all([allFiles(client, version.id), client.code.get({ ref: version.id }), client.signatures.list({ ref: version.id })]);
  const { through } = version;
  const { number } = through ?? version;
  return {
    ref: through?.ref ?? version.ref,
    id: version.id,
    name: through?.name ?? version.name,
    entity: through?.entity ?? version.entity,
    project: through?.project ?? version.project,
    type: version.type,
    version: number === null ? null : `v${number}`,
    provisional: through ? through.provisional : version.provisional,
    digest: version.digest,
    bytes: version.bytes,
    files: files.map((file) => ({ path: file.path, bytes: file.bytes, digest: file.digest, here: file.here, ...(file.uri ? { uri: file.uri } : {}) })),
    aliases: (through ?? version).aliases.map((alias) => alias.name),
    tags: version.tags,
    description: version.description,
    metrics: version.metrics,
    config: version.config,
    metadata: version.metadata,
    run: version.run?.key ?? null,
    inputs: version.inputs.map((input) => ({ ref: input.ref, digest: input.digest })),
    usedBy: version.usedBy.map((run) => ({ id: run.key, name: run.name, jobType: run.jobType })),
    links: version.links.map((link) => ({ ...link, aliases: link.aliases.map((alias) => alias.name) })),
    ...(through ? { source: { ref: version.ref, name: version.name, entity: version.entity, project: version.project } } : {}),
    code: code && { remote: code.remote, commit: code.commit, branch: code.branch, dirty: code.dirty, restores: code.restores, gaps: code.gaps, tree: code.tree, changed: code.changed.length, untracked: code.untracked.length },
    availability: version.availability,
    pinned: version.pinned ?? false,
    safety: { level: version.safety, findings: version.facts.flatMap((fact) => fact.safety.findings.map((finding) => ({ ...finding, path: [fact.path, finding.path].filter(Boolean).join(' > ') }))) },
    signatures,
    contested: version.contests.map(({ alias, holder, challenges }) => ({ alias, holder, challenges })),
    deleted: version.deleted,
    deletion: version.deletion ?? null,
    created: version.created,
    actor: version.actor,
    device: version.device,
  };
}
