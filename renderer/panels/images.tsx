// Pictures side by side, each with what its row says.
import type { ReactNode } from 'react';
import type { PanelData } from '../../shared/panels/registry.js';
import css from '../ui/report/Report.module.css';
import { Source } from '../ui/report/Source.js';
import { Picture } from './Picture.js';

export function ImagesPanel({ data: { of, items, total } }: { data: PanelData<'images'> }): ReactNode {
  return (
    <>
      <div className={css.images}>
        {items.map(({ path, words }) => (
          <figure key={path}>
            <Picture version={of.version} path={path} alt={words || path} />
            <figcaption title={`${path} ${words}`}>{words || path}</figcaption>
          </figure>
        ))}
      </div>
      <p className={css.foot}>
        <span>{items.length < total ? `${items.length} of ${total.toLocaleString('en')}` : `${total}`} images</span>
        <Source of={of} />
      </p>
    </>
  );
}
