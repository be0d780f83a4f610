// Breaks a file in ways that readers fall over: lengths that lie, bytes that go, come, repeat. The seed says all.

/** Numbers at which counting, signs and sizes turn. */
const EXTREMES = [0n, 1n, 0x7fn, 0x80n, 0xffn, 0xffffn, 0x7fffffffn, 0x80000000n, 0xffffffffn, 2n ** 32n, 2n ** 40n, 2n ** 53n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n];
/** The longest number of a protocol buffer, and one that never ends. */
const VARINTS = [Buffer.from('ffffffffffffffffff01', 'hex'), Buffer.alloc(12, 0xff), Buffer.from('8080808010', 'hex')];

function randomFrom(seed: number): (below: number) => number {
  let state = Math.imul(seed, 0x9e3779b1) | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

function put(bytes: Buffer, at: number, value: Buffer): Buffer {
  const changed = Buffer.from(bytes);
  value.copy(changed, at);
  return changed;
}

function extreme(random: (below: number) => number): Buffer {
  const value = Buffer.alloc(random(2) === 0 ? 4 : 8);
  const number = EXTREMES[random(EXTREMES.length)] ?? 0n;
  const big = value.length === 8 ? BigInt.asUintN(64, number) : BigInt.asUintN(32, number);
  for (let at = 0; at < value.length; at += 1) value[at] = Number((big >> BigInt(8 * at)) & 0xffn);
  return random(4) === 0 ? value.reverse() : value;
}

function once(bytes: Buffer, random: (below: number) => number): Buffer {
  if (bytes.length === 0) return Buffer.from([random(256)]);
  const at = random(bytes.length);
  const length = 1 + random(Math.min(64, bytes.length - at));
  const before = bytes.subarray(0, at);
  switch (random(9)) {
    case 0:
      return put(bytes, at, Buffer.from([random(256)]));
    case 1:
      return put(bytes, at, Buffer.from([(bytes[at] as number) ^ (1 << random(8))]));
    case 2:
      return put(bytes, at, extreme(random));
    case 3:
      return put(bytes, at, VARINTS[random(VARINTS.length)] as Buffer);
    case 4:
      return Buffer.concat([before, bytes.subarray(at + length)]);
    case 5:
      return Buffer.concat([before, Buffer.from([random(256)]), bytes.subarray(at)]);
    case 6:
      return Buffer.concat([before, bytes.subarray(at, at + length), bytes.subarray(at)]);
    case 7:
      return put(bytes, at, bytes.subarray(random(bytes.length)).subarray(0, length));
    default:
      return put(bytes, at, Buffer.alloc(length, random(2) * 0xff));
  }
}

/** One to four changes. */
export function mutated(bytes: Buffer, seed: number): Buffer {
  const random = randomFrom(seed);
  let changed = bytes;
  for (let left = 1 + random(4); left > 0; left -= 1) changed = once(changed, random);
  return changed;
}
