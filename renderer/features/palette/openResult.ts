// What choosing a result does.
import { View } from '../../../shared/contract/links.js';
import { rememberHere } from '../../state/entryState.js';
import { openView } from '../../state/openView.js';
import type { Result } from './results.js';

export function openResult(result: Result): void {
  if (result.kind === 'command') {
    result.command.run();
    return;
  }
  if (result.kind === 'contest') {
    openView({ view: 'contested' });
    return;
  }
  if (result.kind === 'query') {
    openView({ view: 'find' });
    rememberHere('query', result.text);
    return;
  }
  const { kind, id, title } = result.hit;
  switch (kind) {
    case 'collection':
    case 'version': {
      const view = View.safeParse(kind === 'collection' ? { view: kind, collection: id } : { view: kind, version: id });
      if (view.success) openView(view.data);
      return;
    }
    case 'run':
      openView({ view: 'runs' });
      rememberHere('filter', title);
      return;
    case 'project':
      openView({ view: 'artifacts' });
      rememberHere('part', { project: title, type: null });
  }
}
