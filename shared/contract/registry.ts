// registry.*: registered models, links, aliases, names and lifecycle. Every call that changes something adds operations to the
// log and says what it did; nothing here rewrites history.
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { ContestedAlias } from './contests.js';
import { Contest } from './entities.js';
import { Actor, AliasName, Digest, Id, Json, Millis, Name, Override } from './primitives.js';

/** Any reference the grammar of design section 2 accepts, or a version id. */
const Ref = z.string().min(1).max(2000);
const Note = z.string().max(10_000);

/** `[[entity/]project/]name` of a collection or registered model, or its id. */
export const CollectionRef = z.string().min(1).max(1000);

/** A thing that has words, tags and a name. `ref` is a reference, `[entity/]project`, or an entity's name; or the id. */
export const SubjectInput = z.object({ what: z.enum(['version', 'collection', 'project', 'entity']), ref: Ref });
export type SubjectInput = z.infer<typeof SubjectInput>;

export const CollectionMade = z.object({ id: Id, name: z.string(), project: z.string(), entity: z.string(), type: z.string(), form: z.enum(['artifact', 'registered']) });
export type CollectionMade = z.infer<typeof CollectionMade>;

/** `moved`: an operation was added. `unchanged`: it stood so already. `publishing`: kept here until its place in the sequence is known. */
export const MoveState = z.enum(['moved', 'unchanged', 'publishing']);

export const AliasMoved = z.object({
  collection: Id,
  name: z.string(),
  alias: z.string(),
  /** Labels before and after; null for nowhere. */
  from: z.string().nullable(),
  to: z.string().nullable(),
  /** `name:v3` of what holds it now. */
  ref: z.string().nullable(),
  state: MoveState,
  /** True when it is contested still. */
  contested: z.boolean(),
});
export type AliasMoved = z.infer<typeof AliasMoved>;

/** An alias of a collection or model, with who put it where it is. */
export const AliasState = z.object({
  alias: z.string(),
  protected: z.boolean(),
  label: z.string().nullable(),
  ref: z.string().nullable(),
  version: Id.nullable(),
  at: Millis,
  actor: Actor,
  device: z.string(),
  note: z.string().nullable(),
  /** The move waits on this device for its place in the sequence; here it answers, elsewhere it is not known. */
  unpublished: z.boolean(),
  contest: Contest.nullable(),
});
export type AliasState = z.infer<typeof AliasState>;

export const Linked = z.object({
  link: Id,
  /** `model:v3` */
  ref: z.string(),
  label: z.string(),
  model: CollectionMade,
  /** The version that was linked, by its own name. */
  source: z.object({ id: Id, ref: z.string(), digest: Digest }),
  /** True when the model was made by this link. */
  createdModel: z.boolean(),
  /** False when this version was linked to this model before; it keeps its number. */
  isNew: z.boolean(),
  aliases: z.array(z.string()),
});
export type Linked = z.infer<typeof Linked>;

/** What holds on to a version or link. */
export const Holders = z.object({
  ref: z.string(),
  deleted: z.boolean(),
  /** Aliases set on it. Protected ones have to be moved first. */
  aliases: z.array(z.object({ alias: z.string(), collection: z.string(), protected: z.boolean() })),
  /** Registered models it is linked to: `model:v3`. */
  links: z.array(z.object({ ref: z.string(), aliases: z.array(z.string()) })),
  /** Names of runs that read it. */
  uses: z.array(z.string()),
});
export type Holders = z.infer<typeof Holders>;

/** The registry at a past moment: operations with `at` up to it, and all they observe. */
export const PastModel = z.object({
  id: Id,
  name: z.string(),
  project: z.string(),
  entity: z.string(),
  form: z.enum(['artifact', 'registered']),
  versions: z.number().int(),
  /** alias -> label, `latest` included. */
  aliases: z.record(z.string(), z.string()),
  /** alias -> version id. */
  targets: z.record(z.string(), Id),
  contested: z.array(z.string()),
});
export type PastModel = z.infer<typeof PastModel>;

/** A number that was shown on this device for others than hold it now. */
export const MovedNumber = z.object({
  collection: Id,
  name: z.string(),
  number: z.number().int(),
  /** References to what it was shown for. */
  was: z.array(z.string()),
  /** `name@b3:...`: what holds it. */
  now: z.string(),
});
export type MovedNumber = z.infer<typeof MovedNumber>;

export const registryContract = {
  /** @throws name_taken with what has the name, when a collection in reach has or had it */
  createModel: oc.input(z.object({ name: Name, entity: Name.optional(), type: z.string().min(1).max(64).default('model'), description: z.string().max(100_000).default('') })).output(CollectionMade),
  /** An empty artifact collection. @throws name_taken */
  createCollection: oc
    .input(z.object({ name: Name, type: z.string().min(1).max(64).default('model'), project: Name.optional(), entity: Name.optional(), description: z.string().max(100_000).default('') }))
    .output(CollectionMade),
  /** @throws name_taken */
  createEntity: oc.input(z.object({ name: Name, form: z.enum(['person', 'team']).default('team') })).output(z.object({ id: Id, name: z.string(), form: z.enum(['person', 'team']) })),
  createProject: oc.input(z.object({ name: Name, entity: Name.optional() })).output(z.object({ id: Id, name: z.string(), entity: z.string() })),
  /** What a registered model's name would meet, for a form that is being typed in. */
  checkModelName: oc.input(z.object({ name: z.string(), entity: z.string().optional() })).output(z.object({ valid: z.boolean(), problem: z.string().nullable(), holder: Id.nullable() })),

  /** The collection or registered model that a reference means. @throws not_found, ambiguous */
  find: oc.input(z.object({ collection: CollectionRef })).output(CollectionMade),
  /** Puts a version into a registered model, which is made where it is new. Linking again keeps the number and makes it latest. */
  link: oc
    .input(z.object({ ref: Ref, target: CollectionRef, aliases: z.array(AliasName).max(100).default([]), run: z.string().optional(), note: Note.optional(), override: Override.optional() }))
    .output(Linked),
  /** Takes a version out of a model. `ref` goes through the model (`model:v3`). With `force` its unprotected aliases go too. */
  unlink: oc.input(z.object({ ref: Ref, force: z.boolean().default(false), note: Note.optional() })).output(z.object({ ref: z.string(), source: z.string() })),

  /**
   * Moves an alias to the version (or link) that `ref` names, in one operation. `within` is the collection it has to be in;
   * a model's is also met by a version that is linked to it.
   * @throws invalid_input when the version is of another collection
   */
  setAlias: oc.input(z.object({ ref: Ref, alias: AliasName, within: CollectionRef.optional(), note: Note.optional(), override: Override.optional() })).output(AliasMoved),
  /** Takes an alias off. @throws not_found when that version does not hold it */
  removeAlias: oc.input(z.object({ ref: Ref, alias: AliasName, note: Note.optional() })).output(AliasMoved),
  /** Ends a contest: the version chosen gets the alias, and every challenge and the holder count as seen. @throws invalid_input when it is not contested */
  resolveAlias: oc.input(z.object({ collection: CollectionRef, alias: AliasName, ref: Ref, note: Note.optional(), override: Override.optional() })).output(AliasMoved),
  /** Puts an alias back where it was at a past moment, by one new operation. @throws not_found when it was nowhere then */
  rollBack: oc.input(z.object({ collection: CollectionRef, alias: AliasName, at: Millis, note: Note.optional(), override: Override.optional() })).output(AliasMoved),
  aliases: oc.input(z.object({ collection: CollectionRef })).output(z.array(AliasState)),
  /** Every contested alias of the registry, with its sides. */
  contests: oc.output(z.array(ContestedAlias)),
  /**
   * A person knows what a number means that was shown on this device for another: `name:vN` is what it is everywhere from now on.
   * `ref` is that, or a collection or model for all its numbers. Gives those that were acknowledged by it.
   */
  acknowledge: oc.input(z.object({ ref: Ref })).output(z.array(MovedNumber)),
  /** Aliases whose moves are put in sequence and can be contested. */
  protectedAliases: oc.output(z.array(z.string())),
  setProtectedAliases: oc.input(z.object({ aliases: z.array(AliasName).max(100) })).output(z.array(z.string())),

  tag: oc.input(SubjectInput.extend({ add: z.array(z.string().min(1).max(64)).max(100).default([]), remove: z.array(z.string().min(1).max(64)).max(100).default([]) })).output(z.array(z.string())),
  /** Overwrites one field: `description`, `card`, `title`, `headline` ... Null clears it. The value it has, from then on. */
  describe: oc.input(SubjectInput.extend({ field: z.string().regex(/^[a-z][a-zA-Z]{0,39}$/), value: Json })).output(z.object({ changed: z.boolean(), value: Json })),

  holders: oc.input(z.object({ ref: Ref })).output(Holders),
  /** A tombstone, undone by `restore`. @throws held naming the holders unless `force`; a protected alias holds whatever is said */
  delete: oc.input(z.object({ ref: Ref, force: z.boolean().default(false), note: Note.optional() })).output(Holders),
  restore: oc.input(z.object({ ref: Ref, note: Note.optional() })).output(z.object({ ref: z.string() })),

  /** Old names go on resolving. @throws name_taken */
  rename: oc.input(SubjectInput.extend({ what: z.enum(['collection', 'project', 'entity']), name: Name })).output(z.object({ from: z.string(), to: z.string() })),
  /** A collection to another project (`[entity/]project`), or a project to another entity. Old paths go on resolving. @throws name_taken */
  move: oc.input(SubjectInput.extend({ what: z.enum(['collection', 'project']), to: z.string().min(1).max(300) })).output(z.object({ from: z.string(), to: z.string() })),

  asOf: oc.input(z.object({ at: Millis, collection: CollectionRef.optional() })).output(z.object({ at: Millis, models: z.array(PastModel) })),
};
