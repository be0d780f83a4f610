// One way to name a view: a route inside the window, and the cairn:// link that opens it from outside.
import { z } from 'zod';
import { Id } from './primitives.js';

export const View = z.discriminatedUnion('view', [
  z.object({ view: z.literal('registry') }),
  z.object({ view: z.literal('contested') }),
  z.object({ view: z.literal('artifacts') }),
  z.object({ view: z.literal('collection'), collection: Id }),
  z.object({ view: z.literal('version'), version: Id, tab: z.enum(['overview', 'files', 'metrics', 'tables', 'code', 'activity']).default('overview') }),
  z.object({ view: z.literal('runs') }),
  /** Without a start the page asks for one. It is the id of a version, run or registered model. */
  z.object({ view: z.literal('lineage'), start: Id.optional() }),
  z.object({ view: z.literal('run'), run: Id, tab: z.enum(['overview', 'charts', 'media', 'code']).default('overview') }),
  /** A query; with `saved` a smart collection. */
  z.object({ view: z.literal('find'), saved: Id.optional() }),
  /** The first is the baseline; none: what is in the tray. `saved` is the id of a kept comparison, which has its own items. */
  z.object({ view: z.literal('compare'), items: z.array(Id).max(500).default([]), saved: Id.optional() }),
  z.object({ view: z.literal('reports') }),
  z.object({ view: z.literal('report'), report: Id }),
  z.object({ view: z.literal('sync') }),
  z.object({ view: z.literal('storage') }),
  /** Everything, or what others did to what one follows. */
  z.object({ view: z.literal('activity'), list: z.literal('following').optional() }),
  z.object({ view: z.literal('settings'), section: z.string().regex(/^[a-z]*$/).default('') }),
]);
export type View = z.infer<typeof View>;

/** Path of a view: `/versions/<id>/files`. The window's router and the deep link share it. */
export function viewPath(view: View): string {
  switch (view.view) {
    case 'collection':
      return `/collections/${view.collection}`;
    case 'version':
      return `/versions/${view.version}${view.tab === 'overview' ? '' : `/${view.tab}`}`;
    case 'lineage':
      return view.start === undefined ? '/lineage' : `/lineage/${view.start}`;
    case 'run':
      return `/runs/${view.run}${view.tab === 'overview' ? '' : `/${view.tab}`}`;
    case 'find':
      return view.saved === undefined ? '/find' : `/find/${view.saved}`;
    case 'compare':
      return view.saved !== undefined ? `/compare/saved/${view.saved}` : view.items.length > 0 ? `/compare/${view.items.join('-')}` : '/compare';
    case 'report':
      return `/reports/${view.report}`;
    case 'activity':
      return view.list === undefined ? '/activity' : `/activity/${view.list}`;
    case 'settings':
      return view.section ? `/settings/${view.section}` : '/settings';
    default:
      return `/${view.view}`;
  }
}

/** The view a path names, or undefined. Accepts nothing that `viewPath` does not write. */
export function parseViewPath(path: string): View | undefined {
  const [head = '', id, tail] = path.replace(/^\/+|\/+$/g, '').split('/');
  const candidate =
    head === 'collections' && id
      ? { view: 'collection', collection: id }
      : head === 'versions' && id
        ? { view: 'version', version: id, tab: tail ?? 'overview' }
        : head === 'compare' && id
          ? id === 'saved'
            ? { view: 'compare', saved: tail }
            : { view: 'compare', items: id.split('-') }
          : head === 'lineage' && id
        ? { view: 'lineage', start: id }
        : head === 'runs' && id
          ? { view: 'run', run: id, tab: tail ?? 'overview' }
        : head === 'reports' && id
          ? { view: 'report', report: id }
        : head === 'find' && id
        ? { view: 'find', saved: id }
        : head === 'activity' && id
          ? { view: 'activity', list: id }
        : head === 'settings'
          ? { view: 'settings', section: id ?? '' }
          : { view: head || 'registry' };
  const parsed = View.safeParse(candidate);
  return parsed.success && viewPath(parsed.data) === `/${path.replace(/^\/+|\/+$/g, '') || 'registry'}` ? parsed.data : undefined;
}

/** `cairn://<registry id>/<path of the view>`. */
export function viewLink(registry: string, view: View): string {
  return `cairn://${registry}${viewPath(view)}`;
}

/** Parses a deep link from the operating system; anything else is undefined. It can only navigate. */
export function parseViewLink(link: string): { registry: string; view: View } | undefined {
  const match = /^cairn:\/\/([0-9a-z-]{1,64})(\/[0-9a-zA-Z/_-]*)?\/?$/.exec(link);
  if (!match) return undefined;
  const view = parseViewPath(match[2] ?? '/registry');
  return view ? { registry: match[1] as string, view } : undefined;
}
