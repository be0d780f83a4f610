// Every fsync that the cache's promises rest on, left out.
import type { Planted } from '../plant.js';

export const PLANTED: readonly Planted[] = [
  { what: 'places small files that are not on disk', file: 'cache/worker/durable.ts', from: 'await sync(file).catch(', to: 'await Promise.resolve().catch(' },
  { what: 'records files whose names are not on disk', file: 'cache/worker/durable.ts', from: 'await sync(handle);', to: 'await Promise.resolve(handle);' },
  { what: 'records files whose folder has no name on disk', file: 'cache/keep.ts', from: 'folders: [...folders, parts.layout.blobs]', to: 'folders: [...folders]' },
  { what: 'places a large file that is not on disk', file: 'cache/worker/writeJob.ts', from: 'if (job.durable) fsyncSync(file);', to: '' },
  { what: 'places derived bytes that are not on disk', file: 'cache/putBytes.ts', from: '      await file.sync();\n', to: '' },
  { what: 'places many blobs that are not on disk', file: 'cache/putMany.ts', from: '    await file.sync();\n', to: '' },
  { what: 'places a stream that is not on disk', file: 'cache/receive.ts', from: '      await file.sync();\n', to: '' },
  { what: 'places what arrived in pieces and is not on disk', file: 'cache/incoming.ts', from: '      await file.sync();\n', to: '' },
];
