// The tags of a collection: shown, added by typing, taken off one by one.
import { notifications } from '@mantine/notifications';
import { IconX } from '@tabler/icons-react';
import { useState, type KeyboardEvent, type ReactNode } from 'react';
import { useEngine } from '../../api/EngineProvider.js';
import { problemOf } from '../../state/useAct.js';
import css from './Model.module.css';

export function TagEditor({ collection, tags }: { collection: string; tags: readonly string[] }): ReactNode {
  const engine = useEngine();
  const [text, setText] = useState('');
  const change = (add: string[], remove: string[]): void => {
    engine.registry.tag({ what: 'collection', ref: collection, add, remove }).catch((error: unknown) => notifications.show({ message: problemOf(error) }));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const tag = text.trim();
    if (event.key !== 'Enter' || tag === '') return;
    event.preventDefault();
    change([tag], []);
    setText('');
  };
  return (
    <div className={css.tags} role="group" aria-label="Tags">
      {tags.map((tag) => (
        <span key={tag} className={css.tag}>
          <span className="trunc" title={tag}>
            {tag}
          </span>
          <button type="button" aria-label={`Take the tag ${tag} off`} onClick={() => change([], [tag])}>
            <IconX className="i s12" aria-hidden />
          </button>
        </span>
      ))}
      <input className={css.addTag} aria-label="Add a tag" placeholder="Add a tag" maxLength={64} value={text} onChange={(event) => setText(event.currentTarget.value)} onKeyDown={onKeyDown} />
    </div>
  );
}
