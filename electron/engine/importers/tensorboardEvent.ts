// One event of TensorBoard: its scalars, its texts, and the hyper-parameters of a session.
import type { JsonObject, JsonValue } from '../../../shared/contract/primitives.js';
import { doubleIn, fieldsOf, floatIn, signed, textIn, type WireField } from './protobuf.js';
import { numberValue } from './values.js';

const WIDTHS: Readonly<Record<number, number>> = { 1: 4, 2: 8, 3: 4, 9: 8, 19: 2 };
const STRING = 7;

/** The one number of a TensorProto without sides; undefined for anything else. */
function scalarOf(bytes: Uint8Array): number | undefined {
  let dtype = 0;
  let content: Uint8Array = new Uint8Array(0);
  let found: number | undefined;
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) dtype = Number(field.value);
    if (field.number === 2) for (const side of fieldsOf(field.bytes)) if (side.number === 2) for (const part of fieldsOf(side.bytes)) if (part.number === 1 && part.value !== 1n) return undefined;
    if (field.number === 4) content = field.bytes;
    if (field.number === 5) found = field.wire === 5 ? floatIn(field) : field.bytes.length === 4 ? new DataView(field.bytes.buffer, field.bytes.byteOffset, 4).getFloat32(0, true) : undefined;
    if (field.number === 6) found = field.bytes.length === 8 ? doubleIn(field) : undefined;
    if (field.number === 7 || field.number === 10) found = field.wire === 0 ? signed(field) : undefined;
  }
  if (content.length === 0 || content.length !== WIDTHS[dtype]) return found;
  const view = new DataView(content.buffer, content.byteOffset, content.length);
  if (dtype === 1) return view.getFloat32(0, true);
  if (dtype === 2) return view.getFloat64(0, true);
  if (dtype === 3) return view.getInt32(0, true);
  return dtype === 9 ? Number(view.getBigInt64(0, true)) : undefined;
}

/** The first text of a TensorProto of texts. */
function wordsOf(bytes: Uint8Array): string | undefined {
  let dtype = 0;
  let found: string | undefined;
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) dtype = Number(field.value);
    if (field.number === 8) found ??= textIn(field);
  }
  return dtype === STRING ? found : undefined;
}

/** A `google.protobuf.Value` that is a number, a text or a truth value. */
function plainIn({ bytes }: WireField): JsonValue | undefined {
  let found: JsonValue | undefined;
  for (const field of fieldsOf(bytes)) {
    if (field.number === 2) found = numberValue(doubleIn(field));
    if (field.number === 3) found = textIn(field);
    if (field.number === 4) found = field.value !== 0n;
  }
  return found;
}

/** Hyper-parameters of a session that begins, as the plugin for them keeps them in the metadata of a summary. */
function hparamsIn(metadata: Uint8Array): JsonObject {
  const found: [string, JsonValue][] = [];
  for (const plugin of fieldsOf(metadata)) {
    if (plugin.number !== 1) continue;
    const parts = [...fieldsOf(plugin.bytes)];
    if (!parts.some((part) => part.number === 1 && textIn(part) === 'hparams')) continue;
    for (const content of parts.filter((part) => part.number === 2)) {
      for (const start of fieldsOf(content.bytes)) {
        if (start.number !== 3) continue;
        for (const entry of fieldsOf(start.bytes)) {
          if (entry.number !== 1) continue;
          const [key, value] = [1, 2].map((number) => [...fieldsOf(entry.bytes)].find((part) => part.number === number));
          const plain = value && plainIn(value);
          if (key && plain !== undefined) found.push([textIn(key).slice(0, 500), plain]);
        }
      }
    }
  }
  return Object.fromEntries(found.filter(([key]) => key !== '' && key !== '__proto__'));
}

export interface ScalarEvent {
  readonly step: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly values: readonly (readonly [string, number])[];
  readonly texts: readonly (readonly [string, string])[];
  readonly hparams: JsonObject;
}

function summaryOf(bytes: Uint8Array): Pick<ScalarEvent, 'values' | 'texts' | 'hparams'> {
  const values: [string, number][] = [];
  const texts: [string, string][] = [];
  let hparams: JsonObject = {};
  for (const entry of fieldsOf(bytes)) {
    if (entry.number !== 1) continue;
    let tag = '';
    let value: number | undefined;
    let text: string | undefined;
    for (const field of fieldsOf(entry.bytes)) {
      if (field.number === 1) tag = textIn(field);
      if (field.number === 2) value = floatIn(field);
      if (field.number === 8) {
        value = scalarOf(field.bytes);
        text = wordsOf(field.bytes);
      }
      if (field.number === 9) hparams = { ...hparams, ...hparamsIn(field.bytes) };
    }
    if (tag !== '' && value !== undefined) values.push([tag.slice(0, 500), value]);
    if (tag !== '' && text !== undefined) texts.push([tag.slice(0, 500), text]);
  }
  return { values, texts, hparams };
}

/** Throws RangeError where the bytes are no event. */
export function eventOf(bytes: Uint8Array): ScalarEvent {
  let event: ScalarEvent = { step: 0, time: 0, values: [], texts: [], hparams: {} };
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) event = { ...event, time: doubleIn(field) * 1000 };
    if (field.number === 2) event = { ...event, step: signed(field) };
    if (field.number === 5) event = { ...event, ...summaryOf(field.bytes) };
  }
  return event;
}
