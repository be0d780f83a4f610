// Whether the sample library is there, kept current, and the two acts on it: make it, take it away.
import { notifications } from '@mantine/notifications';
import { useMemo } from 'react';
import { create } from 'zustand';
import type { SampleState } from '../../shared/contract/sample.js';
import { formatBytes } from '../../shared/util/formatBytes.js';
import type { EngineClient } from '../api/engine.js';
import { useEngine } from '../api/EngineProvider.js';
import { useCommandHandlers, type CommandHandlers } from './commands.js';
import { openView } from './openView.js';
import { problemOf } from './useAct.js';
import { useReadOnChange, type Kept } from './useReadOnChange.js';

type Busy = 'making' | 'removing';

interface Sample {
  /** Undefined until it was read. */
  readonly state: SampleState | undefined;
  readonly busy: Busy | undefined;
}

const useStore = create<Sample>(() => ({ state: undefined, busy: undefined }));

const say = (message: string): void => void notifications.show({ message, autoClose: 8_000 });

async function act(busy: Busy, job: () => Promise<string>, failed: string): Promise<void> {
  if (useStore.getState().busy) return;
  useStore.setState({ busy });
  try {
    say(await job());
  } catch (error) {
    say(`${failed}: ${problemOf(error)}`);
  } finally {
    useStore.setState({ busy: undefined });
  }
}

function make(engine: EngineClient): Promise<void> {
  return act(
    'making',
    async () => {
      const { versions, bytes, ...state } = await engine.sample.create();
      useStore.setState({ state });
      if (state.model !== null) openView({ view: 'collection', collection: state.model });
      return `Made the MNIST sample: ${versions} versions, ${formatBytes(bytes)}`;
    },
    'The sample could not be made',
  );
}

function remove(engine: EngineClient): Promise<void> {
  return act(
    'removing',
    async () => {
      const { versions, bytes } = await engine.sample.remove();
      useStore.setState(({ state }) => ({ state: state && { ...state, present: false, model: null, collection: null } }));
      openView({ view: 'registry' });
      return `Removed the MNIST sample: ${versions} versions, ${formatBytes(bytes)} freed`;
    },
    'The sample could not be removed',
  );
}

const KEPT: Kept<SampleState> = {
  ask: (engine, signal) => engine.sample.state(undefined, { signal }),
  held: () => useStore.getState().state,
  keep: (state) => useStore.setState({ state }),
};

/** Reads it anew when anything changed, and binds its commands. For the window's frame, once. */
export function useKeptSample(): void {
  const engine = useEngine();
  useReadOnChange(KEPT);
  const { state, busy } = useStore();
  const present = state?.present;
  useCommandHandlers(
    useMemo<CommandHandlers>(() => {
      const wait = busy && (busy === 'making' ? 'It is being made' : 'It is being removed');
      return {
        'sample.open': { run: () => (present && state?.model != null ? openView({ view: 'collection', collection: state.model }) : void make(engine)), disabled: wait },
        'sample.remove': { run: () => void remove(engine), disabled: wait ?? (present ? undefined : 'The sample is not here') },
      };
    }, [engine, state, present, busy]),
  );
}

/** `present` is false until it is known. */
export function useSample(): { readonly present: boolean; readonly busy: Busy | undefined } {
  const { state, busy } = useStore();
  return { present: state?.present ?? false, busy };
}
