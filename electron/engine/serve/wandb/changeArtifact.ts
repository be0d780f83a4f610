// What the client changes about artifacts that exist: aliases, words, links, deletion; and who read them.
import { CairnError } from '../../../../shared/contract/errors.js';
import { linkId } from '../../domain/ids.js';
import { entityOf, projectOf, type Wandb } from './context.js';
import type { Args, Node } from './execute.js';
import { valueOfId } from './ids.js';
import { inputOf, type Input } from './input.js';
import { versionOfArtifact, versionOfClient } from './knownIds.js';
import { isAutomatic, readAliases } from './logArtifact.js';

const pathOf = (wandb: Wandb, input: Input): string => `${entityOf(wandb, input.text('entityName'))}/${projectOf(input.text('projectName'))}/${input.required('artifactCollectionName')}`;

/** How a version is called inside a collection or model, so that a call about it there means it there. */
async function refWithin({ client, engine }: Wandb, version: string, collection: string): Promise<string> {
  const made = await client.registry.find({ collection });
  if (made.form === 'artifact') return version;
  const link = engine.registry.read.link(linkId(made.id, version));
  if (!link?.live) throw new CairnError('not_found', `This version is not linked to ${made.name}.`, { collection, version });
  return `${made.entity}/${made.project}/${link.ref}`;
}

export async function addAliases(wandb: Wandb, args: Args): Promise<Node> {
  const input = inputOf(args);
  const ref = await versionOfArtifact(wandb, input.required('artifactID'));
  for (const each of input.list('aliases')) {
    const alias = each.required('alias');
    if (!isAutomatic(alias)) await wandb.client.registry.setAlias({ ref, alias, within: pathOf(wandb, each) });
  }
  return { success: true };
}

export async function deleteAliases(wandb: Wandb, args: Args): Promise<Node> {
  const input = inputOf(args);
  const version = await versionOfArtifact(wandb, input.required('artifactID'));
  for (const each of input.list('aliases')) {
    const alias = each.required('alias');
    if (!isAutomatic(alias)) await wandb.client.registry.removeAlias({ ref: await refWithin(wandb, version, pathOf(wandb, each)), alias });
  }
  return { success: true };
}

export async function updateArtifact(wandb: Wandb, args: Args): Promise<Node> {
  const input = inputOf(args);
  const ref = await versionOfArtifact(wandb, input.required('artifactID'));
  const { registry } = wandb.client;
  const description = (args['input'] as { description?: unknown } | undefined)?.description;
  if (typeof description === 'string') await registry.describe({ what: 'version', ref, field: 'description', value: description });
  const metadata = input.json('metadata');
  if (metadata) await registry.describe({ what: 'version', ref, field: 'metadata', value: metadata });
  const tags = { add: input.list('tagsToAdd').map((each) => each.required('tagName')), remove: input.list('tagsToDelete').map((each) => each.required('tagName')) };
  if (tags.add.length + tags.remove.length > 0) await registry.tag({ what: 'version', ref, ...tags });
  for (const alias of readAliases(input.list('aliases'))) await registry.setAlias({ ref, alias });
  return { artifact: wandb.view.artifact(ref) };
}

export async function deleteArtifact(wandb: Wandb, args: Args): Promise<Node> {
  const input = inputOf(args);
  const ref = await versionOfArtifact(wandb, input.required('artifactID'));
  const { aliases, links } = await wandb.client.registry.holders({ ref });
  // The client asks its own question about aliases; that a run read it holds nobody back there.
  await wandb.client.registry.delete({ ref, force: input.flag('deleteAliases') || (aliases.length === 0 && links.length === 0) });
  return { artifact: wandb.view.artifact(ref) };
}

export async function linkArtifact(wandb: Wandb, args: Args): Promise<Node> {
  const input = inputOf(args);
  const id = input.text('artifactID');
  const ref = id === undefined ? await versionOfClient(wandb, input.required('clientID')) : await versionOfArtifact(wandb, id);
  if (ref === undefined) throw new CairnError('not_found', 'The artifact to link is not known here. Log it first.');
  const target = `${entityOf(wandb, input.text('entityName'))}/${projectOf(input.text('projectName'))}/${input.required('artifactPortfolioName')}`;
  const linked = await wandb.client.registry.link({ ref, target, aliases: readAliases(input.list('aliases')) });
  const membership = wandb.view.membership({ version: linked.source.id, collection: linked.model.id, link: linked.link });
  return { versionIndex: membership['versionIndex'], artifactMembership: membership };
}

export async function unlinkArtifact(wandb: Wandb, args: Args): Promise<Node> {
  const input = inputOf(args);
  const version = await versionOfArtifact(wandb, input.required('artifactID'));
  const ref = await refWithin(wandb, version, valueOfId('ArtifactCollection', input.required('artifactPortfolioID')));
  await wandb.client.registry.unlink({ ref, force: true });
  return { success: true };
}

/** Notes that a run read a version. */
export async function useArtifact(wandb: Wandb, args: Args): Promise<Node> {
  const input = inputOf(args);
  const ref = await versionOfArtifact(wandb, input.required('artifactID'));
  await wandb.client.runs.use({ run: input.required('runName'), entity: entityOf(wandb, input.text('entityName')), project: projectOf(input.text('projectName')), ref });
  return { artifact: wandb.view.artifact(ref) };
}
