// Number types and shapes of TensorFlow as its protocol buffers write them.
import { expectWire, readMessage, readText, type Field, type Protobuf } from '../protobuf.js';

/** DataType by number: name and bytes of one element, 0 for text. */
export const TF_TYPES: ReadonlyMap<number, readonly [string, number]> = new Map([
  [1, ['float32', 4]], [2, ['float64', 8]], [3, ['int32', 4]], [4, ['uint8', 1]], [5, ['int16', 2]], [6, ['int8', 1]], [7, ['string', 0]], [8, ['complex64', 8]], [9, ['int64', 8]], [10, ['bool', 1]],
  [11, ['qint8', 1]], [12, ['quint8', 1]], [13, ['qint32', 4]], [14, ['bfloat16', 2]], [15, ['qint16', 2]], [16, ['quint16', 2]], [17, ['uint16', 2]], [18, ['complex128', 16]], [19, ['float16', 2]],
  [20, ['resource', 0]], [21, ['variant', 0]], [22, ['uint32', 4]], [23, ['uint64', 8]], [24, ['float8_e5m2', 1]], [25, ['float8_e4m3fn', 1]],
]);

const MAX_RANK = 254;

/** TensorShapeProto: sides, -1 for a free one; null where not even their number is known. */
export async function readTfShape(reader: Protobuf, field: Field): Promise<number[] | null> {
  const sides: number[] = [];
  let unknown = false;
  await readMessage(reader, field, 'a shape', async (part) => {
    if (part.number === 3) unknown = part.value !== 0;
    if (part.number !== 2) return;
    expectWire(reader, part, 2, 'a side of a shape');
    let size = 0;
    await readMessage(reader, part, 'a side of a shape', (inner) => {
      if (inner.number === 1 && inner.wire === 0) size = inner.value;
    });
    if (sides.length >= MAX_RANK) throw reader.refuse(`a shape has more than ${MAX_RANK} sides`);
    sides.push(size);
  });
  return unknown ? null : sides;
}

/** An entry of a map: its key, and the place of its value. */
export async function readEntry(reader: Protobuf, field: Field, what: string): Promise<{ key: string; value: Field | undefined }> {
  let key = '';
  let value: Field | undefined;
  await readMessage(reader, field, what, async (part) => {
    if (part.number === 1 && part.wire === 2) key = await readText(reader, part, 512, what);
    else if (part.number === 2 && part.wire === 2) value = part;
  });
  return { key, value };
}
