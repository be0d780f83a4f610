// Logging an artifact as the client does it: begin, announce files, send them, send the manifest, commit. A version exists after the
// commit and not before.
import { LogInput } from '../../../../shared/contract/ingest.js';
import { CairnError, asCairnError } from '../../../../shared/contract/errors.js';
import { commitVersion } from '../../commands/commitVersion.js';
import { requireManifest, requireVersion } from '../../commands/contents.js';
import { commitKept, type KeptFile } from '../../commands/logVersion.js';
import type { ManifestEntry } from '../../domain/manifest.js';
import { entityOf, projectOf, type Wandb } from './context.js';
import type { Draft, DraftWish } from './drafts.js';
import type { Args, Node } from './execute.js';
import { globalId, valueOfId } from './ids.js';
import { inputOf, type Input } from './input.js';
import { rememberIds, versionOfArtifact, versionOfSame } from './knownIds.js';
import { readManifest, rememberExtras, type ManifestContents } from './manifest.js';
import { artifactDigest, hexOf } from './md5.js';
import { parseExtended } from './extendedJson.js';
import { rowsKnownTo } from './rows.js';

/** Given automatically: nobody sets them. */
export const isAutomatic = (alias: string): boolean => /^(latest|v\d+)$/i.test(alias);

function wishOf(wandb: Wandb, input: Input): DraftWish {
  const name = input.text('artifactCollectionName') ?? input.texts('artifactCollectionNames')?.[0] ?? '';
  return {
    entity: entityOf(wandb, input.text('entityName')),
    project: projectOf(input.text('projectName')),
    run: input.text('runName') ?? null,
    type: input.required('artifactTypeName'),
    name,
    digest: input.required('digest'),
    description: input.text('description') ?? '',
    metadata: input.text('metadata') ?? null,
    aliases: input.list('aliases').map((each) => each.required('alias')).filter((alias) => !isAutomatic(alias)),
    tags: input.list('tags').map((each) => each.required('tagName')),
    historyStep: input.number('historyStep') ?? null,
  };
}

function logInputOf(wandb: Wandb, wish: DraftWish, words: boolean): LogInput {
  const parsed = LogInput.safeParse({
    name: wish.name,
    type: wish.type,
    entity: wish.entity,
    project: wish.project,
    aliases: wish.aliases,
    tags: wish.tags,
    ...(words ? { description: wish.description, metadata: wish.metadata === null ? {} : parseExtended(wish.metadata) } : {}),
    ...(wish.run === null ? {} : { run: wish.run, ...rowsKnownTo(wandb, wish) }),
  });
  if (!parsed.success) throw new CairnError('invalid_input', `Logging the artifact ${JSON.stringify(wish.name)} failed: ${parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}.`);
  return parsed.data;
}

/** The collection of this name, where it exists and can take such versions. @throws CairnError name_taken for one of another type */
function collectionOfWish({ engine }: Wandb, wish: DraftWish): string | undefined {
  const { read } = engine.registry;
  const entity = read.entityByName(wish.entity);
  const project = entity && read.projectByName(entity.id, wish.project);
  const found = project && read.collectionsByName(project.id, wish.name).find((each) => each.current && each.form === 'artifact');
  if (found && found.type !== wish.type) throw new CairnError('name_taken', `Logging to "${wish.name}" failed: it holds versions of type "${found.type}", not "${wish.type}". Choose another name, or that type.`, { name: wish.name, type: found.type });
  return found?.id;
}

const sequence = (wandb: Wandb, collection: string | undefined): Node => ({ __typename: 'ArtifactSequence', id: globalId('ArtifactCollection', collection ?? ''), latestArtifact: () => (collection === undefined ? null : (wandb.view.collection(collection)['latestArtifact'] as () => unknown)()) });

/** The same bytes were logged here before: the run gets its edge, the aliases move, no byte travels. */
function logAgain(wandb: Wandb, wish: DraftWish, version: string, clients: readonly string[]): void {
  const { engine } = wandb;
  const item = requireVersion(engine, version);
  commitVersion(engine, logInputOf(wandb, wish, false), requireManifest(engine, item));
  rememberIds(wandb, version, { clients, collection: item.collection, digest: wish.digest });
}

export function createArtifact(wandb: Wandb, args: Args): Node {
  const input = inputOf(args);
  const wish = wishOf(wandb, input);
  logInputOf(wandb, wish, true); // what cannot be logged is refused before a byte is sent
  const client = input.text('clientID');
  const collection = collectionOfWish(wandb, wish);
  const same = collection === undefined ? undefined : versionOfSame(wandb, collection, wish.digest);
  if (same !== undefined) {
    logAgain(wandb, wish, same, client === undefined ? [] : [client]);
    return { artifact: { __typename: 'Artifact', id: globalId('Artifact', same), state: 'COMMITTED', artifactSequence: sequence(wandb, collection) } };
  }
  const draft = wandb.drafts.begin(wish, client);
  return { artifact: { __typename: 'Artifact', id: globalId('Artifact', draft.id), state: 'PENDING', artifactSequence: sequence(wandb, collection) } };
}

export function createManifest(wandb: Wandb, args: Args): Node {
  const draft = wandb.drafts.get(valueOfId('Artifact', inputOf(args).required('artifactID')));
  if (inputOf(args).text('type') !== undefined && inputOf(args).text('type') !== 'FULL') throw new CairnError('invalid_input', 'Artifacts that several processes write together are not offered by Cairn. Log one from each process, or one from one of them.');
  return { artifactManifest: { __typename: 'ArtifactManifest', id: globalId('ArtifactManifest', draft.id), file: { __typename: 'File', id: globalId('File', draft.id), uploadUrl: `${wandb.address()}${wandb.capabilities.path('PUT', 'manifest', draft.id)}`, uploadHeaders: [] } } };
}

/** Whether bytes of this MD5 are kept already; if so the draft holds them from here on. */
async function alreadyHere({ engine }: Wandb, draft: Draft, md5: string): Promise<boolean> {
  if (draft.files.has(md5)) return true;
  const { cache } = engine;
  for (const blob of cache.withDigest('md5', md5)) {
    if (draft.hold.add([blob])[0] !== true) continue;
    draft.files.set(md5, { digest: blob, size: await cache.withSource(blob, 'artifact file', (source) => Promise.resolve(source.size)) });
    return true;
  }
  return false;
}

export async function createFiles(wandb: Wandb, args: Args): Promise<Node> {
  const input = inputOf(args);
  const specs = input.list('artifactFiles');
  const edges: object[] = [];
  for (const spec of specs) {
    const id = spec.required('artifactID');
    const draft = wandb.drafts.get(valueOfId('Artifact', id));
    const md5 = spec.required('md5');
    const here = await alreadyHere(wandb, draft, md5);
    const storagePath = `artifact/${hexOf(md5)}`;
    const uploadUrl = here ? null : `${wandb.address()}${wandb.capabilities.path('PUT', 'artifact', draft.id, hexOf(md5))}`;
    edges.push({ node: { __typename: 'File', id: globalId('File', `${draft.id}:${hexOf(md5)}`), name: spec.text('name') ?? '', displayName: spec.text('name') ?? '', storagePath, uploadUrl, uploadHeaders: [`Content-MD5:${md5}`, 'Content-Type:application/octet-stream'], uploadMultipartUrls: null, artifact: { id } } });
  }
  return { files: { edges } };
}

function referenceOf(path: string, { digest, ref, size }: ManifestContents[string], uri: string): ManifestEntry {
  return { path, uri, ...(digest === ref ? {} : { etag: digest }), ...(size ? { size } : {}) };
}

/** References to files of other artifacts name the version itself, which every device knows, not the draft it once was. */
async function ownReference(wandb: Wandb, ref: string): Promise<string> {
  const match = /^wandb-artifact:\/\/([0-9a-f]+)\/(.*)$/s.exec(ref);
  if (!match) return ref;
  const id = Buffer.from(match[1] ?? '', 'hex').toString('base64');
  const version = await versionOfArtifact(wandb, id).catch(() => undefined);
  return version === undefined ? ref : `wandb-artifact://${Buffer.from(`Artifact:${version}`).toString('hex')}/${match[2] ?? ''}`;
}

/** Files and references as the manifest names them. @throws CairnError when it names bytes that were never sent, or is not what was announced */
async function contentsOf(wandb: Wandb, draft: Draft): Promise<{ contents: ManifestContents; files: KeptFile[]; references: ManifestEntry[] }> {
  if (!draft.manifest) throw new CairnError('invalid_input', `Committing ${draft.name} failed: its manifest was never sent.`);
  const contents = readManifest(draft.manifest);
  const entries = Object.entries(contents);
  const found = artifactDigest(entries.map(([path, { digest }]) => ({ path, digest })));
  if (found !== draft.digest) throw new CairnError('invalid_input', `Committing ${draft.name} failed: its manifest has the digest ${found}, and ${draft.digest} was announced.`, { digest: found, expected: draft.digest });
  const files: KeptFile[] = [];
  const references: ManifestEntry[] = [];
  for (const [path, entry] of entries) {
    if (entry.ref !== undefined) {
      references.push(referenceOf(path, entry, await ownReference(wandb, entry.ref)));
      continue;
    }
    if (!(await alreadyHere(wandb, draft, entry.digest))) throw new CairnError('invalid_input', `Committing ${draft.name} failed: its manifest names ${JSON.stringify(path)}, whose bytes were never sent.`, { path, md5: entry.digest });
    const kept = draft.files.get(entry.digest);
    if (kept) files.push({ path, digest: kept.digest, size: kept.size });
  }
  return { contents, files, references };
}

export async function commitArtifact(wandb: Wandb, args: Args): Promise<Node> {
  const id = inputOf(args).required('artifactID');
  const draft = wandb.drafts.find(valueOfId('Artifact', id));
  // Committed before: the client lost the answer.
  if (!draft) return { artifact: wandb.view.artifact(await versionOfArtifact(wandb, id)) };
  try {
    const { contents, files, references } = await contentsOf(wandb, draft);
    const { version } = await commitKept(wandb.engine, files, references, logInputOf(wandb, draft, true), draft.hold, () => {}, undefined);
    rememberIds(wandb, version.id, { draft: draft.id, clients: wandb.drafts.clientsOf(draft), collection: version.collection, digest: draft.digest });
    rememberExtras(wandb, version.id, contents);
    wandb.drafts.committed(draft, version.id);
    return { artifact: wandb.view.artifact(version.id) };
  } catch (error) {
    await wandb.drafts.drop(draft, asCairnError(error));
    throw error;
  }
}

export const readAliases = (inputs: readonly Input[]): string[] => inputs.map((each) => each.required('alias')).filter((alias) => !isAutomatic(alias));
