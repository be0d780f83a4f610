// Cuts what passes by on the belt into chunks and hashes each.
import { createChunker, type Chunking } from '../chunker/chunkStream.js';
import { gearTable } from '../chunker/gear.js';
import { createGearScanner } from '../chunker/gearWasm.js';
import { cancelled } from '../fsErrors.js';
import { openBelt, piecesOf } from './belt.js';
import { openControl } from './control.js';
import type { CutJob } from './protocol.js';

export function runCut(job: CutJob): Chunking {
  const belt = openBelt(job.belt, openControl(job.control));
  const chunker = createChunker(job.size, job.borders, createGearScanner(gearTable(), job.belt.memory));
  for (const { piece, length } of piecesOf(job.size)) {
    const bytes = belt.next(piece, length);
    if (!bytes) throw cancelled('Cutting');
    chunker.push(bytes);
    belt.cut(piece);
  }
  return chunker.finish();
}
