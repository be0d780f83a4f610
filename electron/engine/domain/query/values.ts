// What stands after an operator: numbers with units, days, and names of tensor types.

const COUNT: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, b: 1e9, g: 1e9, t: 1e12 };
const SIZE: Readonly<Record<string, number>> = {
  '': 1, b: 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12, k: 1e3, m: 1e6, g: 1e9, t: 1e12, kib: 1024, mib: 1024 ** 2, gib: 1024 ** 3, tib: 1024 ** 4,
};
const PLAIN: Readonly<Record<string, number>> = { '': 1, '%': 0.01 };

export type Unit = 'count' | 'size' | 'plain';
const UNITS: Readonly<Record<Unit, Readonly<Record<string, number>>>> = { count: COUNT, size: SIZE, plain: PLAIN };

/** `1.5B`, `2GB`, `3e-4`, `90%`; undefined for what is no number in that unit. */
export function readNumber(text: string, unit: Unit): number | undefined {
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([a-z%]*)$/i.exec(text);
  if (!match) return undefined;
  const factor = UNITS[unit][(match[2] ?? '').toLowerCase()];
  const value = factor === undefined ? Number.NaN : Number(match[1]) * factor;
  return Number.isFinite(value) ? value : undefined;
}

const AGO: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000, m: 30 * 86_400_000, y: 365 * 86_400_000 };

/** `2026-01-31` (its first moment in UTC), an ISO 8601 time, or `7d`, `2w`, `3m`, `1y`, `12h` before `now`. */
export function readMoment(text: string, now: number): number | undefined {
  const ago = /^(\d{1,5})([hdwmy])$/i.exec(text);
  if (ago) return now - Number(ago[1]) * (AGO[(ago[2] ?? '').toLowerCase()] ?? 0);
  if (!/^\d{4}-\d{2}(-\d{2})?(T[\d:.]+(Z|[+-]\d{2}:?\d{2})?)?$/.test(text)) return undefined;
  const at = Date.parse(/T/.test(text) && !/(Z|[+-]\d{2}:?\d{2})$/.test(text) ? `${text}Z` : text);
  return Number.isFinite(at) ? at : undefined;
}

const DTYPES: Readonly<Record<string, string>> = {
  float32: 'f32', float: 'f32', fp32: 'f32', float16: 'f16', fp16: 'f16', half: 'f16', bfloat16: 'bf16', float64: 'f64', double: 'f64', fp64: 'f64',
  int8: 'i8', int16: 'i16', int32: 'i32', int64: 'i64', uint8: 'u8', uint16: 'u16', uint32: 'u32', uint64: 'u64',
};

/** One name for a tensor type, whatever format or framework wrote it: `BFLOAT16`, `torch.bfloat16` and `bf16` are one. */
export function plainDtype(text: string): string {
  const lower = text.toLowerCase().replace(/^torch\./, '');
  return DTYPES[lower] ?? lower;
}
