// What the client changes about collections: name, description, tags.
import { CairnError } from '../../../../shared/contract/errors.js';
import { entityOf, projectOf, tagNode, type Wandb } from './context.js';
import type { Args, Node } from './execute.js';
import { valueOfId } from './ids.js';
import { inputOf } from './input.js';

/** `key` names the id's field: the client has one for each kind of collection. */
export const updateCollection = (key: 'artifactSequenceID' | 'artifactPortfolioID') => async (wandb: Wandb, args: Args): Promise<Node> => {
  const input = inputOf(args);
  const ref = valueOfId('ArtifactCollection', input.required(key));
  const { registry } = wandb.client;
  const made = await registry.find({ collection: ref });
  const description = (args['input'] as { description?: unknown } | undefined)?.description;
  if (typeof description === 'string') await registry.describe({ what: 'collection', ref, field: made.form === 'registered' ? 'card' : 'description', value: description });
  const name = input.text('name');
  if (name !== undefined && name !== made.name) await registry.rename({ what: 'collection', ref, name });
  return { artifactCollection: wandb.view.collection(ref) };
};

/** A collection keeps the type it was made with: its versions carry it. */
export async function moveSequence(wandb: Wandb, args: Args): Promise<Node> {
  const input = inputOf(args);
  const ref = valueOfId('ArtifactCollection', input.required('artifactSequenceID'));
  const { name, type } = await wandb.client.registry.find({ collection: ref });
  if (input.text('destinationArtifactTypeName') !== type) throw new CairnError('invalid_input', `${name} holds versions of type "${type}", and a type does not change. Log them to a collection of the other type.`, { name, type });
  return { artifactCollection: wandb.view.collection(ref) };
}

export const tagCollection = (change: 'add' | 'remove') => async (wandb: Wandb, args: Args): Promise<Node> => {
  const input = inputOf(args);
  const collection = `${entityOf(wandb, input.text('entityName'))}/${projectOf(input.text('projectName'))}/${input.required('artifactCollectionName')}`;
  const { id } = await wandb.client.registry.find({ collection });
  const tags = input.list('tags').map((each) => each.required('tagName'));
  await wandb.client.registry.tag({ what: 'collection', ref: id, add: change === 'add' ? tags : [], remove: change === 'remove' ? tags : [] });
  return { tags: tags.map(tagNode), success: true };
};
