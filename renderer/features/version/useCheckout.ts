// Getting the bytes out: Download to a chosen folder, Reveal and drag out from a checkout in the data root.
import { useCallback } from 'react';
import type { VersionDetail } from '../../../shared/contract/entities.js';
import type { UseEvent, UseResult } from '../../../shared/contract/versions.js';
import { nativeBridge } from '../../api/bridge.js';
import { useEngine } from '../../api/EngineProvider.js';
import { lastEvent, useTask, type OnProgress, type Task } from '../../api/useTask.js';

type Delivered = Extract<UseEvent, { event: 'done' }>;

export interface Checkout {
  readonly task: Task<UseResult>;
  readonly download: () => void;
  readonly reveal: () => void;
  /** Checks one file out and gives its place on disk. */
  readonly prepare: (path: string) => Promise<string>;
}

export function useCheckout(version: VersionDetail): Checkout {
  const engine = useEngine();
  const task = useTask<UseResult>();
  const { id, ref } = version;
  const use = useCallback(
    async (input: { target?: { grant: string }; paths?: string[] }, onProgress: OnProgress, signal: AbortSignal): Promise<UseResult> => {
      const { result } = await lastEvent<Delivered>(await engine.versions.use({ ref: id, ...input }, { signal }), onProgress, 'The engine ended without delivering the files.');
      return result;
    },
    [engine, id],
  );
  const { run } = task;
  const download = useCallback(async () => {
    const target = await nativeBridge().chooseTarget(`Download ${ref} to a folder`);
    if (target) await run(`Downloading ${ref}`, (onProgress, signal) => use({ target: { grant: target.grant } }, onProgress, signal));
  }, [run, use, ref]);
  const reveal = useCallback(async () => {
    const result = await run(`Preparing ${ref}`, (onProgress, signal) => use({}, onProgress, signal));
    if (result) await nativeBridge().reveal(result.path);
  }, [run, use, ref]);
  const prepare = useCallback(
    async (path: string) => {
      const result = await use({ paths: [path] }, () => undefined, new AbortController().signal);
      const separator = result.path.includes('\\') ? '\\' : '/';
      return [result.path, ...path.split('/')].join(separator);
    },
    [use],
  );
  return { task, download: useCallback(() => void download(), [download]), reveal: useCallback(() => void reveal(), [reveal]), prepare };
}
