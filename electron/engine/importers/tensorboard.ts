// TensorBoard event files: records with checksums, each an event at a step, of which the scalars are the series of a run.
import { open } from 'node:fs/promises';
import { folderOf, nameOf } from './folder.js';
import { eventOf, type ScalarEvent } from './tensorboardEvent.js';
import type { JsonObject } from '../../../shared/contract/primitives.js';
import { ROWS_ALONE, type FolderView, type ImportFile, type Importer, type ImportRow, type ImportRun, type Tell } from './types.js';
import { cleanName, numberValue, runKey } from './values.js';

const EVENT_FILE = /(^|\.)tfevents\.\d+/;
/** A record larger than this is an image or a graph, and is passed over. */
const MAX_RECORD = 16 * 1024 * 1024;
const SLICE = 1024 * 1024;

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc >>> 0;
});

/** CRC-32C, masked as such records have it. */
export function maskedCrc(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (CRC_TABLE[(crc ^ byte) & 0xff] as number) ^ (crc >>> 8);
  crc = (crc ^ 0xffffffff) >>> 0;
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** The records of a file, until its end or the first that is damaged, which is told. */
export async function* recordsOf({ path, absolute }: ImportFile, tell: Tell): AsyncGenerator<Uint8Array> {
  const file = await open(absolute, 'r');
  try {
    const { size } = await file.stat();
    let window: Uint8Array = new Uint8Array(0);
    let start = 0;
    const take = async (at: number, length: number): Promise<Uint8Array> => {
      if (at < start || at + length > start + window.length) {
        const bytes = Buffer.alloc(Math.min(Math.max(length, SLICE), size - at));
        const { bytesRead } = await file.read(bytes, 0, bytes.length, at);
        window = bytes.subarray(0, bytesRead);
        start = at;
      }
      return window.subarray(at - start, at - start + length);
    };
    for (let at = 0; at < size; ) {
      if (at + 16 > size) return tell(path, `It ends in the middle of a record at byte ${at}; what stands before is taken in.`);
      const head = await take(at, 12);
      const view = new DataView(head.buffer, head.byteOffset, 12);
      const length = view.getBigUint64(0, true);
      if (view.getUint32(8, true) !== maskedCrc(head.subarray(0, 8))) return tell(path, `The record at byte ${at} is damaged (its length does not fit its checksum); what stands before is taken in.`);
      if (length > BigInt(size - at - 16)) return tell(path, `It ends in the middle of a record at byte ${at}; what stands before is taken in.`);
      const next = at + 16 + Number(length);
      if (length <= BigInt(MAX_RECORD)) {
        const body = await take(at + 12, Number(length) + 4);
        const data = body.subarray(0, Number(length));
        if (new DataView(body.buffer, body.byteOffset + Number(length), 4).getUint32(0, true) === maskedCrc(data)) yield data;
        else tell(path, `The record at byte ${at} is damaged (its bytes do not fit its checksum) and is left out.`);
      }
      at = next;
    }
  } finally {
    await file.close();
  }
}

/** Scalars of one folder's files; those of one step that follow each other are one row. */
export async function* scalarRows(files: readonly ImportFile[], tell: Tell): AsyncGenerator<ImportRow> {
  for (const file of files) {
    let row: { step: number; time: number; values: Record<string, ReturnType<typeof numberValue>> } | undefined;
    for await (const record of recordsOf(file, tell)) {
      let event: ScalarEvent;
      try {
        event = eventOf(record);
      } catch (error) {
        tell(file.path, `An event is damaged and is left out: ${error instanceof Error ? error.message : String(error)}.`);
        continue;
      }
      for (const [tag, value] of event.values) {
        if (row && (row.step !== event.step || tag in row.values)) {
          yield row;
          row = undefined;
        }
        row ??= { step: event.step, time: Math.round(event.time), values: {} };
        row.values[tag] = numberValue(value);
      }
    }
    if (row) yield row;
  }
}

export function isEventFile(path: string): boolean {
  return EVENT_FILE.test(nameOf(path));
}

/** What a file begins with: when it was written, in milliseconds since 1970, where it says so; hyper-parameters and texts. */
export interface EventHead {
  readonly started: number | null;
  readonly hparams: JsonObject;
  readonly texts: ReadonlyMap<string, string>;
}

/** Events that are looked at for it: programs write their parameters before they train. */
const HEAD_EVENTS = 48;

/** Looks at the first events alone; what is damaged is told while rows are read. */
export async function eventHead(file: ImportFile): Promise<EventHead> {
  let started: number | null = null;
  let hparams: JsonObject = {};
  const texts = new Map<string, string>();
  let looked = 0;
  try {
    for await (const record of recordsOf(file, () => undefined)) {
      const event = eventOf(record);
      if (looked === 0 && event.time > 0 && Number.isFinite(event.time)) started = Math.round(event.time);
      hparams = { ...hparams, ...event.hparams };
      for (const [tag, text] of event.texts) texts.set(tag, text);
      looked += 1;
      if (looked >= HEAD_EVENTS) break;
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return { started, hparams, texts };
}

export const firstEventAt = async (file: ImportFile): Promise<number | null> => (await eventHead(file)).started;

/** A run by the name of its first event file, which holds the time and the computer it was written on; later ones go on with it. */
async function eventRun(folder: string, files: readonly [ImportFile, ...ImportFile[]]): Promise<ImportRun> {
  const [first] = files;
  const { started, hparams } = await eventHead(first);
  return {
    ...ROWS_ALONE,
    config: hparams,
    key: runKey('tensorboard', nameOf(first.path)),
    keyIs: 'id',
    name: cleanName(folder === '' ? 'events' : folder, 'events'),
    started,
    counts: 'step',
    source: folder === '' ? first.path : folder,
    rows: (tell) => scalarRows(files, tell),
  };
}

function find({ files, taken }: FolderView): Promise<ImportRun[]> {
  const byFolder = new Map<string, [ImportFile, ...ImportFile[]]>();
  for (const file of files) {
    if (taken.has(file.path) || !isEventFile(file.path)) continue;
    taken.add(file.path);
    const before = byFolder.get(folderOf(file.path));
    if (before) before.push(file);
    else byFolder.set(folderOf(file.path), [file]);
  }
  return Promise.all([...byFolder].map(([folder, own]) => eventRun(folder, own)));
}

export const tensorboard: Importer = {
  id: 'tensorboard',
  title: 'TensorBoard',
  find: async (view) => ({ runs: await find(view), models: [] }),
};
