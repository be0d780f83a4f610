// Quantised blocks of ggml files, turned back into numbers: each block has scales, and codes of a few bits.
import { half, type NumberType } from './plainTypes.js';

/** Fills `out` from `at` on with the elements of the block that begins at `from`. */
type Unpack = (bytes: Uint8Array, from: number, out: Float32Array, at: number) => void;

const u16 = (bytes: Uint8Array, at: number): number => (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
const f16 = (bytes: Uint8Array, at: number): number => half(u16(bytes, at));
const u8 = (bytes: Uint8Array, at: number): number => bytes[at] as number;
const i8 = (bytes: Uint8Array, at: number): number => ((bytes[at] as number) << 24) >> 24;

const q40: Unpack = (bytes, from, out, at) => {
  const d = f16(bytes, from);
  for (let j = 0; j < 16; j += 1) {
    const code = u8(bytes, from + 2 + j);
    out[at + j] = ((code & 15) - 8) * d;
    out[at + j + 16] = ((code >> 4) - 8) * d;
  }
};

const q41: Unpack = (bytes, from, out, at) => {
  const d = f16(bytes, from);
  const m = f16(bytes, from + 2);
  for (let j = 0; j < 16; j += 1) {
    const code = u8(bytes, from + 4 + j);
    out[at + j] = (code & 15) * d + m;
    out[at + j + 16] = (code >> 4) * d + m;
  }
};

/** The fifth bit of 32 codes lies in four bytes of its own. */
function five(bytes: Uint8Array, bitsAt: number, codesAt: number, write: (j: number, low: number, high: number) => void): void {
  const bits = (u16(bytes, bitsAt) | (u16(bytes, bitsAt + 2) << 16)) >>> 0;
  for (let j = 0; j < 16; j += 1) {
    const code = u8(bytes, codesAt + j);
    write(j, (code & 15) | (((bits >>> j) & 1) << 4), (code >> 4) | (((bits >>> (j + 16)) & 1) << 4));
  }
}

const q50: Unpack = (bytes, from, out, at) => {
  const d = f16(bytes, from);
  five(bytes, from + 2, from + 6, (j, low, high) => {
    out[at + j] = (low - 16) * d;
    out[at + j + 16] = (high - 16) * d;
  });
};

const q51: Unpack = (bytes, from, out, at) => {
  const d = f16(bytes, from);
  const m = f16(bytes, from + 2);
  five(bytes, from + 4, from + 8, (j, low, high) => {
    out[at + j] = low * d + m;
    out[at + j + 16] = high * d + m;
  });
};

const q80: Unpack = (bytes, from, out, at) => {
  const d = f16(bytes, from);
  for (let j = 0; j < 32; j += 1) out[at + j] = i8(bytes, from + 2 + j) * d;
};

const q2k: Unpack = (bytes, from, out, at) => {
  const d = f16(bytes, from + 80);
  const min = f16(bytes, from + 82);
  let scale = from;
  for (let n = 0; n < 2; n += 1) {
    for (let shift = 0; shift < 8; shift += 2) {
      for (let part = 0; part < 2; part += 1) {
        const sc = u8(bytes, scale);
        scale += 1;
        const base = at + n * 128 + (shift / 2) * 32 + part * 16;
        for (let l = 0; l < 16; l += 1) out[base + l] = d * (sc & 15) * ((u8(bytes, from + 16 + n * 32 + part * 16 + l) >> shift) & 3) - min * (sc >> 4);
      }
    }
  }
};

/** Sixteen six-bit scales in twelve bytes: four bits of each first, then two. */
function q3Scale(bytes: Uint8Array, at: number, index: number): number {
  const low = index < 8 ? u8(bytes, at + index) & 15 : u8(bytes, at + index - 8) >> 4;
  const high = (u8(bytes, at + 8 + (index & 3)) >> (2 * (index >> 2))) & 3;
  return (low | (high << 4)) - 32;
}

const q3k: Unpack = (bytes, from, out, at) => {
  const d = f16(bytes, from + 108);
  for (let n = 0; n < 2; n += 1) {
    for (let j = 0; j < 4; j += 1) {
      for (let part = 0; part < 2; part += 1) {
        const dl = d * q3Scale(bytes, from + 96, n * 8 + j * 2 + part);
        const base = at + n * 128 + j * 32 + part * 16;
        for (let l = 0; l < 16; l += 1) {
          const q = (u8(bytes, from + 32 + n * 32 + part * 16 + l) >> (2 * j)) & 3;
          const high = (u8(bytes, from + part * 16 + l) >> (n * 4 + j)) & 1;
          out[base + l] = dl * (q - (high ? 0 : 4));
        }
      }
    }
  }
};

/** Eight pairs of six-bit scale and minimum in twelve bytes. */
function k4Scale(bytes: Uint8Array, at: number, j: number): readonly [number, number] {
  if (j < 4) return [u8(bytes, at + j) & 63, u8(bytes, at + j + 4) & 63];
  return [(u8(bytes, at + j + 4) & 15) | ((u8(bytes, at + j - 4) >> 6) << 4), (u8(bytes, at + j + 4) >> 4) | ((u8(bytes, at + j) >> 6) << 4)];
}

const q4k: Unpack = (bytes, from, out, at) => {
  const d = f16(bytes, from);
  const min = f16(bytes, from + 2);
  for (let j = 0; j < 4; j += 1) {
    const [s1, m1] = k4Scale(bytes, from + 4, 2 * j);
    const [s2, m2] = k4Scale(bytes, from + 4, 2 * j + 1);
    for (let l = 0; l < 32; l += 1) {
      const code = u8(bytes, from + 16 + j * 32 + l);
      out[at + j * 64 + l] = d * s1 * (code & 15) - min * m1;
      out[at + j * 64 + 32 + l] = d * s2 * (code >> 4) - min * m2;
    }
  }
};

const q5k: Unpack = (bytes, from, out, at) => {
  const d = f16(bytes, from);
  const min = f16(bytes, from + 2);
  for (let j = 0; j < 4; j += 1) {
    const [s1, m1] = k4Scale(bytes, from + 4, 2 * j);
    const [s2, m2] = k4Scale(bytes, from + 4, 2 * j + 1);
    for (let l = 0; l < 32; l += 1) {
      const high = u8(bytes, from + 16 + l);
      const code = u8(bytes, from + 48 + j * 32 + l);
      out[at + j * 64 + l] = d * s1 * ((code & 15) + (((high >> (2 * j)) & 1) << 4)) - min * m1;
      out[at + j * 64 + 32 + l] = d * s2 * ((code >> 4) + (((high >> (2 * j + 1)) & 1) << 4)) - min * m2;
    }
  }
};

const q6k: Unpack = (bytes, from, out, at) => {
  const d = f16(bytes, from + 208);
  for (let n = 0; n < 2; n += 1) {
    const low = from + n * 64;
    const high = from + 128 + n * 32;
    const scale = from + 192 + n * 8;
    const base = at + n * 128;
    for (let l = 0; l < 32; l += 1) {
      const is = l >> 4;
      const bits = u8(bytes, high + l);
      const [a, b] = [u8(bytes, low + l), u8(bytes, low + l + 32)];
      out[base + l] = d * i8(bytes, scale + is) * (((a & 15) | ((bits & 3) << 4)) - 32);
      out[base + l + 32] = d * i8(bytes, scale + is + 2) * (((b & 15) | (((bits >> 2) & 3) << 4)) - 32);
      out[base + l + 64] = d * i8(bytes, scale + is + 4) * (((a >> 4) | (((bits >> 4) & 3) << 4)) - 32);
      out[base + l + 96] = d * i8(bytes, scale + is + 6) * (((b >> 4) | ((bits >> 6) << 4)) - 32);
    }
  }
};

/** Sixteen steps that lie closer together around zero. */
const STEPS = Int8Array.of(-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113);

function stepped(bytes: Uint8Array, from: number, scale: number, steps: Int8Array, out: Float32Array, at: number): void {
  for (let j = 0; j < 16; j += 1) {
    const code = u8(bytes, from + j);
    out[at + j] = scale * (steps[code & 15] as number);
    out[at + j + 16] = scale * (steps[code >> 4] as number);
  }
}

const iq4nl: Unpack = (bytes, from, out, at) => stepped(bytes, from + 2, f16(bytes, from), STEPS, out, at);

/** Eight parts, each with a six-bit scale: four bits of it in one place, two in another. */
const iq4xs: Unpack = (bytes, from, out, at) => {
  const d = f16(bytes, from);
  const high = u16(bytes, from + 2);
  for (let part = 0; part < 8; part += 1) {
    const low = (u8(bytes, from + 4 + (part >> 1)) >> (4 * (part & 1))) & 15;
    stepped(bytes, from + 8 + part * 16, d * ((low | (((high >> (2 * part)) & 3) << 4)) - 32), STEPS, out, at + part * 32);
  }
};

/** Floats of four bits, doubled to be whole; the exponent they share makes up for it. */
const FOUR_BITS = Int8Array.of(0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12);

const mxfp4: Unpack = (bytes, from, out, at) => stepped(bytes, from + 1, 2 ** (u8(bytes, from) - 128), FOUR_BITS, out, at);

function blocks(block: number, bytes: number, unpack: Unpack): NumberType {
  return {
    block,
    bytes,
    decode: (from) => {
      const count = Math.floor(from.length / bytes);
      const out = new Float32Array(count * block);
      for (let index = 0; index < count; index += 1) unpack(from, index * bytes, out, index * block);
      return out;
    },
  };
}

export const GGML_BLOCKS: Readonly<Record<string, NumberType>> = {
  Q4_0: blocks(32, 18, q40),
  Q4_1: blocks(32, 20, q41),
  Q5_0: blocks(32, 22, q50),
  Q5_1: blocks(32, 24, q51),
  Q8_0: blocks(32, 34, q80),
  Q2_K: blocks(256, 84, q2k),
  Q3_K: blocks(256, 110, q3k),
  Q4_K: blocks(256, 144, q4k),
  Q5_K: blocks(256, 176, q5k),
  Q6_K: blocks(256, 210, q6k),
  IQ4_NL: blocks(32, 18, iq4nl),
  IQ4_XS: blocks(256, 136, iq4xs),
  MXFP4: blocks(32, 17, mxfp4),
};
