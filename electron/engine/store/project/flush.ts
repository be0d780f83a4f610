// Computes the marked rows from what the ops left. A row is a function of the effects alone, never of the order they came in.
import { PROJECTED, type Projected, type Session } from '../session.js';
import { projectAlias } from './alias.js';
import { projectCollection } from './collection.js';
import { projectEdge } from './edge.js';
import { projectEntity, projectProject } from './owners.js';
import { projectHistory } from './history.js';
import { projectLink } from './link.js';
import { projectRun } from './run.js';
import { projectTags } from './tags.js';
import { projectNumber, projectVersion, touchUnnumbered } from './version.js';

const PROJECTORS: Readonly<Record<Projected, (session: Session, id: string) => void>> = {
  history: projectHistory,
  edge: projectEdge,
  alias: projectAlias,
  tags: projectTags,
  link: projectLink,
  version: projectVersion,
  number: projectNumber,
  unnumbered: touchUnnumbered,
  run: projectRun,
  collection: projectCollection,
  project: projectProject,
  entity: projectEntity,
};

/** Brings every marked row up to date. A projector may mark rows of its own or a later kind, never of an earlier one. */
export function flush(session: Session): void {
  for (const kind of PROJECTED) {
    for (let ids = session.takeDirty(kind); ids.length > 0; ids = session.takeDirty(kind)) for (const id of ids) PROJECTORS[kind](session, id);
  }
  session.settle();
}
