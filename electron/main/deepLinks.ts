// cairn:// links from the operating system. A link can do one thing: show a view that the router knows.
import { parseViewLink, viewPath } from '../../shared/contract/links.js';
import { holds } from './rules.js';

/** The route a link among `argv` names, or undefined. */
export function linkedPath(argv: readonly string[]): string | undefined {
  const link = argv.find((arg) => arg.startsWith('cairn://'));
  if (!link) return undefined;
  if (!holds('deepLink')) return link.slice('cairn:/'.length);
  const parsed = parseViewLink(link);
  return parsed && viewPath(parsed.view);
}
