// Model cards: Markdown that begins with a block of YAML. Its plain lines are read: licence, base model, datasets, tags.
import { createMetadata } from './metadata.js';
import { createRefusal } from './refusal.js';
import type { Format, FormatFacts, FormatSource } from './types.js';

/** The block at the start; cards with results of evaluations have some tens of kilobytes. */
const MAX_HEAD = 256 * 1024;
const MAX_ITEMS = 100;

/** `key: value` and `key:` with `- item` below; what is nested deeper is left out. */
function plainYaml(text: string): Map<string, string> {
  const found = new Map<string, string[]>();
  let key: string | undefined;
  for (const line of text.split('\n')) {
    const pair = /^([A-Za-z_][\w-]{0,63}):\s*(.*)$/.exec(line.trimEnd());
    const item = /^\s*-\s+([^:#]+)$/.exec(line.trimEnd());
    if (pair) {
      key = pair[1] ?? '';
      found.set(key, pair[2] ? [unquoted(pair[2])] : []);
    } else if (item && key !== undefined) {
      const items = found.get(key) ?? [];
      if (items.length < MAX_ITEMS) items.push(unquoted(item[1] ?? ''));
      found.set(key, items);
    }
  }
  return new Map([...found].filter(([, items]) => items.length > 0).map(([name, items]) => [name, items.join(', ')]));
}

function unquoted(text: string): string {
  const inner = text.trim();
  return /^(['"]).*\1$/.test(inner) ? inner.slice(1, -1) : inner;
}

async function inspect(source: FormatSource): Promise<FormatFacts> {
  const refuse = createRefusal('the model card', source);
  const text = new TextDecoder().decode(await source.read(0, Math.min(MAX_HEAD, source.size))).replaceAll('\r\n', '\n');
  const end = text.indexOf('\n---', 3);
  if (!text.startsWith('---\n') || end < 0) throw refuse('the block at its start does not end');
  const metadata = createMetadata();
  for (const [key, value] of plainYaml(text.slice(4, end))) metadata.set(key, value);
  return { framework: null, parameters: null, tensors: [], metadata: metadata.toRecord(), safety: { level: 'clean', findings: [] }, borders: null, architecture: 'model card' };
}

export const modelCard: Format = {
  id: 'model-card',
  extensions: ['md'],
  parser: 'cairn-model-card',
  parserVersion: 1,
  detect(head) {
    const start = Buffer.from(head).toString('latin1');
    return /^---\r?\n/.test(start) && /\n(license|base_model|library_name|pipeline_tag|datasets|tags|language|model-index):/.test(start) ? 0.8 : null;
  },
  inspect,
};
