// Keys and names for runs that nobody named.
import type { Random } from '../ports.js';

const KEY_ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';
const FIRST = ['amber', 'brisk', 'calm', 'clear', 'dusky', 'early', 'fair', 'glad', 'gentle', 'hazel', 'keen', 'light', 'mellow', 'noble', 'quiet', 'rapid', 'sandy', 'steady', 'sunny', 'tidy', 'vivid', 'warm', 'wild', 'young'];
const SECOND = ['arch', 'bay', 'cairn', 'cliff', 'cove', 'creek', 'delta', 'dune', 'field', 'fjord', 'forest', 'glen', 'grove', 'harbor', 'hill', 'island', 'lake', 'meadow', 'moor', 'pass', 'peak', 'ridge', 'river', 'shore'];

/** Eight lower-case letters and digits: 41 bits, unique enough among the runs of a project. */
export function runKey(random: Random): string {
  return [...random.bytes(8)].map((byte) => KEY_ALPHABET[byte % KEY_ALPHABET.length]).join('');
}

/** `glad-harbor-212`: for people to say aloud; nothing relies on it. */
export function runName(random: Random): string {
  const [a = 0, b = 0, c = 0, d = 0] = random.bytes(4);
  return `${FIRST[a % FIRST.length]}-${SECOND[b % SECOND.length]}-${((c << 8) | d) % 1000}`;
}
