// Whether some file of a version opens as a table, by the names of its first files.
import type { VersionDetail } from '../../../shared/contract/entities.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useAnswer } from '../../data/useAnswer.js';
import { isTablePath } from '../tables/tableGuess.js';

const LOOKED_AT = 500;

export function useHasTables({ id }: VersionDetail): boolean {
  const engine = useEngine();
  const { value } = useAnswer({ version: id, limit: LOOKED_AT }, (question, signal) => engine.versions.files(question, { signal }));
  return value?.rows.some(({ path }) => isTablePath(path)) ?? false;
}
