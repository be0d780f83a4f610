// What unpacking an archive would do: members that leave its folder, links, and more bytes than an archive of its size should hold.
import { escapesFolder } from './paths.js';
import { show } from './refusal.js';
import { finding } from './safety.js';
import type { SafetyFinding } from './types.js';
import type { ZipMember } from './zipDirectory.js';

/** Honest packing rarely passes 1:100; a bomb has 1:1000, the most that the method can. */
const MAX_RATIO = 200;
/** Below so many bytes it does no harm. */
const HARMLESS = 64 * 1024 * 1024;
const MAX_LISTED = 20;

/** Findings about the members; `total` bytes unpacked of a file of `size`. */
export function judgeMembers(members: readonly Pick<ZipMember, 'name' | 'size' | 'packed'>[]): SafetyFinding[] {
  const findings: SafetyFinding[] = [];
  const outside = members.filter(({ name }) => escapesFolder(name));
  for (const { name } of outside.slice(0, MAX_LISTED)) findings.push(finding('dangerous', `Its member ${show(name)} would be unpacked outside the target folder.`, `member ${show(name)}`));
  if (outside.length > MAX_LISTED) findings.push(finding('dangerous', `${outside.length - MAX_LISTED} more members would be unpacked outside the target folder.`));
  const total = members.reduce((sum, { size }) => sum + size, 0);
  const packed = members.reduce((sum, { packed: bytes }) => sum + bytes, 0);
  if (total > HARMLESS && total > packed * MAX_RATIO) findings.push(finding('dangerous', `Unpacked it would take ${total} bytes, ${Math.round(total / Math.max(1, packed))} times what it has packed: it is made to fill memory or disk.`, `${packed} bytes packed`));
  return findings;
}
