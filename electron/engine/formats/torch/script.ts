// The code of a TorchScript archive: read as text, within bounds, for operators that reach beyond the model.
import type { Refuse } from '../refusal.js';
import { finding } from '../safety.js';
import type { FormatSource, SafetyFinding } from '../types.js';
import type { ZipMember } from '../zipDirectory.js';
import { memberText } from '../zipMember.js';

const MAX_FILE = 256 * 1024;
const MAX_FILES = 64;
/** Of each level. */
const MAX_LISTED = 20;

/** Operators that come with torch itself. */
const OWN = new Set(['aten', 'prim', 'prims', 'quantized', 'prepacked', 'torch', 'inductor', 'mkldnn', 'torchvision', 'torchaudio', 'c10d', 'sparse', 'profiler']);
const FILES = /\b(torch\.(from_file|save|load)|ops\.aten\.(from_file|save)|ops\.prim\.\w*(load|save)\w*)\(/g;

/** Findings about the operators that the code calls. */
export async function judgeScript(source: FormatSource, members: readonly ZipMember[], root: string, refuse: Refuse): Promise<SafetyFinding[]> {
  const files = members.filter(({ name }) => name.startsWith(`${root}/code/`) && name.endsWith('.py'));
  const findings: SafetyFinding[] = [];
  const room = (level: SafetyFinding['level']): boolean => findings.filter((each) => each.level === level).length < MAX_LISTED;
  let unread = Math.max(0, files.length - MAX_FILES);
  for (const member of files.slice(0, MAX_FILES)) {
    if (member.size > MAX_FILE) {
      unread += 1;
      continue;
    }
    const text = await memberText(source, member, refuse, MAX_FILE);
    for (const [call] of text.matchAll(FILES)) if (room('suspicious')) findings.push(finding('suspicious', 'Its TorchScript code reads or writes files when the model runs.', call, member.name));
    const foreign = new Set([...text.matchAll(/\bops\.(\w+)\.(\w+)/g)].filter(([, space]) => !OWN.has(space ?? '')).map(([whole]) => whole));
    for (const call of foreign) if (room('unknown')) findings.push(finding('unknown', 'Its TorchScript code calls operators that do not come with PyTorch.', call, member.name));
  }
  if (unread > 0) findings.push(finding('unknown', `It holds TorchScript code, of which ${unread} files are too large or too many to be read; it runs when the model does.`));
  else findings.push(finding('clean', 'It holds TorchScript code, which runs when the model does.', files.map(({ name }) => name).slice(0, 4).join(', ')));
  return findings;
}
