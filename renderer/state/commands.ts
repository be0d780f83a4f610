// The one place where the names of shared/contract/appCommands.ts meet what they do on the screen that is open.
import { useEffect } from 'react';
import { create } from 'zustand';
import { APP_COMMANDS, type AppCommand, type AppCommandId } from '../../shared/contract/appCommands.js';

export interface CommandHandler {
  readonly run: () => void;
  /** Why it cannot run now, as a sentence for the person. */
  readonly disabled?: string | undefined;
}
export type CommandHandlers = Partial<Record<AppCommandId, CommandHandler>>;

interface Bindings {
  /** Later bindings answer first: a dialog over a page over the shell. */
  readonly layers: readonly CommandHandlers[];
}

const useBindings = create<Bindings>(() => ({ layers: [] }));

/** Binds commands while the component is mounted. `handlers` should be memoised. */
export function useCommandHandlers(handlers: CommandHandlers): void {
  useEffect(() => {
    useBindings.setState(({ layers }) => ({ layers: [...layers, handlers] }));
    return () => useBindings.setState(({ layers }) => ({ layers: layers.filter((layer) => layer !== handlers) }));
  }, [handlers]);
}

function find(layers: readonly CommandHandlers[], id: AppCommandId): CommandHandler | undefined {
  return [...layers].reverse().find((layer) => layer[id])?.[id];
}

function describe(layers: readonly CommandHandlers[], id: AppCommandId): CommandState {
  const spec: AppCommand = APP_COMMANDS[id];
  const handler = find(layers, id);
  const why = handler ? handler.disabled : spec.needs === 'version' ? 'Open a version first' : 'Not available on this page';
  return { id, title: spec.title, key: spec.key, disabled: why, run: () => runCommand(id) };
}

export interface CommandState {
  readonly id: AppCommandId;
  readonly title: string;
  readonly key: string | undefined;
  /** Undefined when it can run. */
  readonly disabled: string | undefined;
  readonly run: () => void;
}

/** Runs a command if it can run now; says whether it did. */
export function runCommand(id: AppCommandId): boolean {
  const handler = find(useBindings.getState().layers, id);
  if (!handler || handler.disabled) return false;
  handler.run();
  return true;
}

/** Every command with its name, key and, where it cannot run, the reason. */
export function useCommands(): readonly CommandState[] {
  const layers = useBindings((state) => state.layers);
  return (Object.keys(APP_COMMANDS) as AppCommandId[]).map((id) => describe(layers, id));
}
