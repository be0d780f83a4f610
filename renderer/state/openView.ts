// Opening a view by what it is, so that no component writes a path by hand.
import { parseViewPath, viewPath, type View } from '../../shared/contract/links.js';
import { navigate, useWindowLocation } from './location.js';

export function openView(view: View, options: { replace?: boolean } = {}): void {
  navigate(viewPath(view), options);
}

/** The view that is shown, or undefined for a path that names none. */
export function useView(): View | undefined {
  return parseViewPath(useWindowLocation().path);
}
