// Words: Markdown that a person wrote. They are kept in a field of their own, so that two people's are both kept.
import { z } from 'zod';
import { panelKind } from '../types.js';

export const text = panelKind({
  kind: 'text',
  name: 'Text',
  about: 'Words in Markdown.',
  size: { w: 4, h: 8 },
  needs: 'nothing',
  settings: z.object({ text: z.string().optional() }),
  data: z.object({ text: z.string() }),
  load: (_client, settings) => Promise.resolve({ text: settings.text ?? '' }),
  title: () => '',
  figures: () => [],
  markdown: (data) => data.text,
});
