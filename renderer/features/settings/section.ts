// What each section of settings is given.
import type { Status } from '../../../shared/contract/system.js';

export interface SectionProps {
  readonly status: Status;
  /** Asks the engine for the status anew. */
  readonly refresh: () => void;
}
