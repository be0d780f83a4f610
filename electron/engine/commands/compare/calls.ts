// compare.*: the calls of the group.
import type { WeightsEvent } from '../../../../shared/contract/compare.js';
import type { Progress } from '../../../../shared/contract/primitives.js';
import { os } from '../context.js';
import { streamed } from '../streamed.js';
import { codeBetween } from './code.js';
import { comparedFiles } from './files.js';
import { forgetComparison, saveComparison, savedComparisons } from './saved.js';
import { compareTable } from './table.js';
import { compareWeights, tensorHistogram } from './weights.js';

export const compareCommands = {
  table: os.compare.table.handler(({ input, context: { engine } }) => compareTable(engine, input)),
  files: os.compare.files.handler(({ input, context: { engine } }) => comparedFiles(engine, input)),
  code: os.compare.code.handler(({ input, context: { engine }, signal }) => codeBetween(engine, input, signal)),
  weights: os.compare.weights.handler(async function* ({ input, context: { engine }, signal }): AsyncGenerator<WeightsEvent, void, void> {
    yield* streamed<Progress, WeightsEvent>(
      signal,
      (progress) => ({ event: 'progress', progress }),
      (onProgress, abort) => compareWeights(engine, input, onProgress, abort),
    );
  }),
  histogram: os.compare.histogram.handler(({ input, context: { engine }, signal }) => tensorHistogram(engine, input, signal)),
  saved: os.compare.saved.handler(({ context: { engine } }) => savedComparisons(engine.registry.read)),
  save: os.compare.save.handler(({ input, context: { engine } }) => saveComparison(engine, input)),
  forget: os.compare.forget.handler(({ input, context: { engine } }) => forgetComparison(engine, input.id)),
};
