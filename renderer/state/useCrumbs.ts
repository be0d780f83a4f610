// A page says where it is: crumbs for the title bar, and the window's title.
import { useEffect } from 'react';
import { useViewState, type Crumb } from './viewState.js';

export function useCrumbs(crumbs: readonly Crumb[]): void {
  const key = JSON.stringify(crumbs);
  useEffect(() => {
    const parsed = JSON.parse(key) as Crumb[];
    useViewState.getState().setCrumbs(parsed);
    document.title = `${parsed.at(-1)?.label ?? 'Cairn'} · Cairn`;
  }, [key]);
}
