// sample.*: whether the sample is there, making it, taking it away.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { SampleState } from '../../../../shared/contract/sample.js';
import { parseReference } from '../../domain/references.js';
import { os, type EngineContext } from '../context.js';
import { makeSample } from './create.js';
import { parseQuery } from '../../domain/query/parse.js';
import { SAMPLE_DRAFTS, SAMPLE_ENTITY, sampleModel } from './names.js';
import { removeSample } from './remove.js';

/** The collection of this name, unless it is deleted or was never made. */
function known(engine: EngineContext, ref: string): string | null {
  try {
    return engine.registry.read.resolveCollection(parseReference(ref), engine.where());
  } catch (error) {
    if (error instanceof CairnError && error.code === 'not_found') return null;
    throw error;
  }
}

/** The artifact that the sample's run logged. */
function drafts(engine: EngineContext): string | null {
  const query = parseQuery(`entity:"${SAMPLE_ENTITY}" name:${SAMPLE_DRAFTS}`, 'collections', 0);
  return engine.registry.read.ask({ query, context: engine.where(), cursor: null, limit: 1 }).rows[0]?.id ?? null;
}

function state(engine: EngineContext): SampleState {
  const present = engine.registry.read.entityByName(SAMPLE_ENTITY) !== undefined;
  return { present, entity: SAMPLE_ENTITY, model: present ? known(engine, sampleModel()) : null, collection: present ? drafts(engine) : null };
}

/** One at a time: a second click while it is being made is told so. */
let making = false;

async function create(engine: EngineContext): Promise<SampleState & { versions: number; bytes: number }> {
  if (engine.registry.home !== 'computer') throw new CairnError('forbidden', 'Making the sample failed: this registry is shared, and everybody would get it. Make it in a registry of this computer: --registry computer.', { home: engine.registry.home });
  if (making || state(engine).present) throw new CairnError('name_taken', `Making the sample failed: it is there${making ? ', or about to be' : ''}. Remove it first to make it anew.`, { name: SAMPLE_ENTITY });
  making = true;
  try {
    const made = await makeSample(engine);
    return { ...state(engine), ...made };
  } catch (error) {
    if (state(engine).present) await removeSample(engine);
    throw error;
  } finally {
    making = false;
  }
}

export const sampleCommands = {
  state: os.sample.state.handler(({ context: { engine } }) => state(engine)),
  create: os.sample.create.handler(({ context: { engine } }) => create(engine)),
  remove: os.sample.remove.handler(({ context: { engine } }) => removeSample(engine)),
};
