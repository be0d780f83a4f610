// Starting and describing a run as the client does it. Null means unchanged; the first call of a program starts the run or goes on with it.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { JsonObject, JsonValue } from '../../../../shared/contract/primitives.js';
import { RunKey, type RunDetail, type RunGit } from '../../../../shared/contract/runs.js';
import { checkManifestPath } from '../../domain/manifestPath.js';
import { entityOf, projectOf, type Wandb } from './context.js';
import type { Args, Node } from './execute.js';
import { globalId, valueOfId } from './ids.js';
import { inputOf, type Input } from './input.js';

/** The client says it lives every half minute; after ten times nothing a run counts as crashed. */
const TIMEOUT_S = 300;
/** The client's own part of the config. */
const OWN = '_wandb';

const objectOf = (value: JsonValue | undefined): JsonObject => (typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {});

/** `{key: {value}}` as hyper-parameters, without the client's own. */
function hyperParameters(config: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(config).flatMap(([key, wrapped]): [string, JsonValue][] => {
      if (key === OWN || key === 'wandb_version') return [];
      const object = objectOf(wrapped);
      return [[key, 'value' in object ? (object['value'] ?? null) : wrapped]];
    }),
  );
}

/** What the client says of the machine: one record for each program that wrote to the run; the first stands. */
function machineOf(config: JsonObject): { environment?: JsonObject; git?: RunGit } {
  const records = Object.values(objectOf(objectOf(objectOf(config[OWN])['value'])['e']));
  const { git, ...environment } = objectOf(records[0]);
  const { remote, commit } = objectOf(git);
  return {
    ...(Object.keys(environment).length > 0 ? { environment } : {}),
    ...(typeof commit === 'string' ? { git: { commit, ...(typeof remote === 'string' ? { remote } : {}) } } : {}),
  };
}

function gitOf(input: Input): RunGit | undefined {
  const [commit, remote] = [input.text('commit'), input.text('repo')];
  return commit === undefined ? undefined : { commit, ...(remote === undefined ? {} : { remote }) };
}

async function known({ client }: Wandb, place: { run: string; entity: string; project: string }): Promise<RunDetail | undefined> {
  try {
    const found = await client.runs.get(place);
    return found.entity === place.entity && found.project === place.project ? found : undefined;
  } catch (error) {
    if (error instanceof CairnError && error.code === 'not_found') return undefined;
    throw error;
  }
}

/** Where an upsert goes: by the id that was given out, or by names. */
function placeOf(wandb: Wandb, input: Input): { run: string; entity: string; project: string } {
  const id = input.text('id');
  const row = id === undefined || input.text('name') !== undefined ? undefined : wandb.engine.registry.read.run(valueOfId('Run', id));
  if (row) return { run: row.key, entity: row.entity, project: row.project };
  const run = input.required('name');
  if (!RunKey.safeParse(run).success) throw new CairnError('invalid_name', `A run cannot have the id ${JSON.stringify(run)}: letters, digits, dashes and underscores are safe.`, { run });
  return { run, entity: entityOf(wandb, input.text('entityName')), project: projectOf(input.text('modelName')) };
}

interface Said {
  readonly name: string | undefined;
  readonly notes: string | undefined;
  readonly group: string | undefined;
  readonly jobType: string | undefined;
  readonly tags: string[] | undefined;
  readonly config: JsonObject;
  readonly summary: JsonObject | undefined;
  readonly git: RunGit | undefined;
  readonly environment: JsonObject | undefined;
}

function saidIn(input: Input): Said {
  const config = input.json('config') ?? {};
  const machine = machineOf(config);
  return {
    name: input.text('displayName'),
    notes: input.text('notes') ?? input.text('description'),
    group: input.text('groupName'),
    jobType: input.text('jobType'),
    tags: input.texts('tags'),
    config: hyperParameters(config),
    summary: input.json('summaryMetrics'),
    git: gitOf(input) ?? machine.git,
    environment: machine.environment,
  };
}

/** Only what was said. */
function present<T extends object>(object: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

async function update(wandb: Wandb, place: ReturnType<typeof placeOf>, before: RunDetail, said: Said): Promise<void> {
  const { tags, config, git, ...rest } = said;
  await wandb.client.runs.update({
    ...place,
    ...present(rest),
    // What was captured of the changes stays.
    ...(git ? { git: { ...before.git, ...git } } : {}),
    ...(Object.keys(config).length > 0 ? { config } : {}),
    ...(tags ? { tags: { add: tags.filter((tag) => !before.tags.includes(tag)), remove: before.tags.filter((tag) => !tags.includes(tag)) } } : {}),
  });
}

export async function upsertBucket(wandb: Wandb, args: Args): Promise<Node> {
  const input = inputOf(args);
  const place = placeOf(wandb, input);
  const said = saidIn(input);
  const before = await known(wandb, place);
  if (before && before.state === 'running') await update(wandb, place, before, said);
  // The public API changes words of runs that have ended; only a program that runs says its host or program.
  else if (before && input.text('host') === undefined && input.text('program') === undefined) await update(wandb, place, before, said);
  else {
    const { run: key, entity, project } = place;
    const { tags, summary, jobType, ...rest } = said;
    await wandb.client.runs.start({ key, entity, project, resume: 'allow', timeout: TIMEOUT_S, ...(jobType === undefined ? {} : { jobType }), ...present(rest), ...(tags ? { tags } : {}) });
    if (summary) await wandb.client.runs.update({ ...place, summary });
  }
  const now = await wandb.client.runs.get(place);
  return { bucket: wandb.view.run(now.id), inserted: before === undefined };
}

/** The state of a run that a program may go on with. */
export function runResume(wandb: Wandb, entity: string, project: string, args: Args): Node | null {
  return wandb.view.runIn(entity, project, String(args['name'] ?? ''));
}

export async function createRunFiles(wandb: Wandb, args: Args): Promise<Node> {
  const input = inputOf(args);
  const run = await wandb.client.runs.get({ run: input.required('runName'), entity: entityOf(wandb, input.text('entityName')), project: projectOf(input.text('projectName')) });
  const files = (input.texts('files') ?? []).map((name) => {
    try {
      return { name, uploadUrl: `${wandb.address()}${wandb.capabilities.path('PUT', 'run', run.id, checkManifestPath(name))}` };
    } catch (error) {
      // As many answers as questions: without an address the client leaves this one out.
      wandb.engine.ports.logger.warn({ run: run.key, name, err: error }, 'A file of a run was refused');
      return { name, uploadUrl: null };
    }
  });
  return { runID: globalId('Run', run.id), uploadHeaders: [], files };
}
