// Asks for the move of an alias as it has to be asked for: a protected one with a note and a confirmation, another one at once.
import { notifications } from '@mantine/notifications';
import { CairnError } from '../../../shared/contract/errors.js';
import type { EngineClient } from '../../api/engine.js';
import { openDialog } from '../../state/dialogs.js';
import { problemOf } from '../../state/useAct.js';
import { moveAlias, type AliasWish } from './moveAlias.js';

/** `guarded`: the protected aliases; until they are known every move is asked about. */
export function requestMove(engine: EngineClient, wish: AliasWish, guarded: ReadonlySet<string> | undefined): void {
  const { collection, version, act, alias } = wish;
  if (guarded?.has(alias) !== false) openDialog({ kind: 'alias', collection, version, act, alias });
  else {
    moveAlias(engine, wish).catch((error: unknown) => {
      // What a policy stops is asked about: the dialog says which clause, and takes a reason.
      if (error instanceof CairnError && error.code === 'policy_blocked') openDialog({ kind: 'alias', collection, version, act, alias });
      else notifications.show({ message: problemOf(error) });
    });
  }
}
