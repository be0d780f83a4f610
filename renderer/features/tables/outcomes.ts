// Where two versions stand on an example, in words: before, then after.
import type { Outcome } from '../../../shared/contract/tables.js';

export const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  wrongRight: 'wrong to right',
  rightWrong: 'right to wrong',
  rightRight: 'right on both',
  wrongWrong: 'wrong on both',
  unknown: 'not comparable',
};
