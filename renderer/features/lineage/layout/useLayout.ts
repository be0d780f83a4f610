// Where the nodes of a graph stand: as kept, else by elkjs, with a quick layering in between; or unmoved, where nobody asked.
import { useEffect, useMemo, useRef, useState } from 'react';
import type { LineageGraph, LineageNode } from '../../../../shared/contract/lineage.js';
import { useData } from '../../../data/DataProvider.js';
import { elkPlaces, keptPlaces, layoutKey, MOST_FOR_ELK, warmElk } from './elk.js';
import { layered, placeBeside, type Layout, type Places, type Size } from '../../../ui/lineage/place.js';

/** How long elkjs may take before the quick layering is shown in its stead. */
const PATIENCE_MS = 350;

/**
 * `asked` changes when a person changed what is shown; a graph that is new under the same `asked` came by itself, and what
 * stands keeps its place.
 */
export function useLayout(graph: LineageGraph | undefined, asked: string, sizeOf: (node: LineageNode) => Size): Layout | undefined {
  const { pageStore } = useData();
  const [layout, setLayout] = useState<Layout & { readonly asked: string }>();
  const last = useRef(layout);
  useEffect(() => {
    last.current = layout;
  }, [layout]);
  useEffect(() => {
    warmElk();
  }, []);
  useEffect(() => {
    if (!graph) return undefined;
    const { nodes, edges } = graph;
    let over = false;
    const show = (places: Places, anew: boolean): void => {
      if (over) return;
      const before = last.current;
      setLayout({ places, graph, asked, laid: (before?.laid ?? 0) + (anew ? 1 : 0) });
    };
    const before = last.current;
    if (before?.asked === asked) {
      show(placeBeside(before.places, nodes, edges, sizeOf), false);
      return () => void (over = true);
    }
    if (nodes.length > MOST_FOR_ELK) {
      show(layered(nodes, edges, sizeOf), true);
      return () => void (over = true);
    }
    const key = layoutKey(nodes, edges, sizeOf);
    const timer = setTimeout(() => show(layered(nodes, edges, sizeOf), true), PATIENCE_MS);
    void (async () => {
      const places = (await keptPlaces(pageStore, key, nodes)) ?? (await elkPlaces(pageStore, key, nodes, edges, sizeOf).catch(() => layered(nodes, edges, sizeOf)));
      clearTimeout(timer);
      show(places, true);
    })();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [graph, asked, sizeOf, pageStore]);
  return useMemo(() => layout, [layout]);
}
