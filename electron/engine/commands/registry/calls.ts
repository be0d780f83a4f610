// registry.*: each call of the contract and what answers it.
import type { AliasMoved } from '../../../../shared/contract/registry.js';
import { os, type CallContext } from '../context.js';
import { settled } from '../sync/settle.js';
import { protectedNames, removeAlias, resolveAlias, rollBack, setAlias, setProtected } from './aliases.js';
import { deleteVersion, holders, restoreVersion } from './lifecycle.js';
import { link, unlink } from './links.js';
import { checkModelName, createArtifactCollection, createEntity, createModel, createProject } from './models.js';
import { move, rename } from './naming.js';
import { collectionMade, collectionNamed } from './places.js';
import { acknowledge } from './numbers.js';
import { describe, tag } from './words.js';

interface Call<I> {
  readonly input: I;
  readonly context: CallContext;
}

/** A job that needs the engine and its input, as a handler. */
const on = <I, O>(job: (engine: CallContext['engine'], input: I) => O) => ({ input, context }: Call<I>): O => job(context.engine, input);
/** The same for a move of an alias: it is waited for. */
const moving = <I>(job: (engine: CallContext['engine'], input: I) => AliasMoved) => ({ input, context, signal }: Call<I> & { readonly signal?: AbortSignal | undefined }): Promise<AliasMoved> =>
  settled(context.engine, job(context.engine, input), signal);
const { registry } = os;

export const registryCommands = {
  createModel: registry.createModel.handler(on(createModel)),
  createCollection: registry.createCollection.handler(on(createArtifactCollection)),
  createEntity: registry.createEntity.handler(on(createEntity)),
  createProject: registry.createProject.handler(on(createProject)),
  checkModelName: registry.checkModelName.handler(on(checkModelName)),
  find: registry.find.handler(({ input, context: { engine } }) => collectionMade(engine.registry.read, collectionNamed(engine.registry.read, engine, input.collection))),
  link: registry.link.handler(({ input, context: { engine } }) => link(engine, input.ref, input)),
  unlink: registry.unlink.handler(on(unlink)),
  setAlias: registry.setAlias.handler(moving(setAlias)),
  removeAlias: registry.removeAlias.handler(moving(removeAlias)),
  resolveAlias: registry.resolveAlias.handler(moving(resolveAlias)),
  rollBack: registry.rollBack.handler(moving(rollBack)),
  aliases: registry.aliases.handler(({ input, context: { engine } }) => engine.registry.read.aliasStates(collectionNamed(engine.registry.read, engine, input.collection))),
  contests: registry.contests.handler(({ context: { engine } }) => engine.registry.read.contestedAliases()),
  acknowledge: registry.acknowledge.handler(on(acknowledge)),
  protectedAliases: registry.protectedAliases.handler(({ context: { engine } }) => protectedNames(engine)),
  setProtectedAliases: registry.setProtectedAliases.handler(({ input, context: { engine } }) => setProtected(engine, input.aliases)),
  tag: registry.tag.handler(on(tag)),
  describe: registry.describe.handler(on(describe)),
  holders: registry.holders.handler(on(holders)),
  delete: registry.delete.handler(on(deleteVersion)),
  restore: registry.restore.handler(on(restoreVersion)),
  rename: registry.rename.handler(on(rename)),
  move: registry.move.handler(on(move)),
  asOf: registry.asOf.handler(({ input, context: { engine } }) => {
    const collection = input.collection === undefined ? undefined : collectionNamed(engine.registry.read, engine, input.collection);
    return { at: input.at, models: [...engine.registry.asOf(input.at, collection)] };
  }),
};
