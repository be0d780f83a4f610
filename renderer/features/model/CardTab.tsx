// The model card: what the model is for, in Markdown, written beside what it will look like.
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPencil } from '@tabler/icons-react';
import { lazy, Suspense, type KeyboardEvent, type ReactNode } from 'react';
import { parseViewLink, viewPath } from '../../../shared/contract/links.js';
import { nativeBridge } from '../../api/bridge.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useEntryState } from '../../state/entryState.js';
import { navigate } from '../../state/location.js';
import { useAct } from '../../state/useAct.js';
import { EmptyState } from '../../ui/EmptyState.js';
import css from './Model.module.css';

const Markdown = lazy(async () => ({ default: (await import('../../ui/Markdown.js')).Markdown }));

/** A link to a view opens it; any other address is copied, as nothing here opens the web. */
function follow(address: string): void {
  const link = parseViewLink(address);
  if (link) {
    navigate(viewPath(link.view));
    return;
  }
  void nativeBridge()
    .copyText(address)
    .then(() => notifications.show({ message: `The address was copied: ${address}`, autoClose: 4_000 }));
}

export function CardTab({ model, name, card }: { model: string; name: string; card: string }): ReactNode {
  const engine = useEngine();
  const [draft, setDraft] = useEntryState<string | null>('card.draft', null);
  const act = useAct();
  const save = (): void =>
    act.run(async () => {
      await engine.registry.describe({ what: 'collection', ref: model, field: 'card', value: draft ?? '' });
      setDraft(null);
    });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      save();
    }
  };
  if (draft === null) {
    if (card === '') {
      return (
        <EmptyState title="No model card yet" action={<Button onClick={() => setDraft('')}>Write the card</Button>}>
          Say what {name} is for, what it was trained on, where it fails, and who to ask. Markdown.
        </EmptyState>
      );
    }
    return (
      <div className="scroll" role="region" aria-label="Model card" tabIndex={0}>
        <div className={css.card}>
          <Suspense fallback={<p aria-busy="true" />}>
            <Markdown text={card} onLink={follow} />
          </Suspense>
          <Button size="xs" mt={24} leftSection={<IconPencil className="i s14" aria-hidden />} onClick={() => setDraft(card)}>
            Edit
          </Button>
        </div>
      </div>
    );
  }
  return (
    <div className="col" style={{ flex: 1 }}>
      <div className="toolbar" style={{ paddingTop: 12 }}>
        <span className="small t3 grow" role={act.problem ? 'alert' : undefined}>
          {act.problem ?? 'Markdown. HTML is shown as it is written; pictures become links.'}
        </span>
        <Button onClick={() => setDraft(null)}>Cancel</Button>
        <Button variant="filled" disabled={draft === card} onClick={save}>
          Save card
        </Button>
      </div>
      <div className={css.edit}>
        <textarea className={css.source} aria-label="Model card in Markdown" autoFocus maxLength={100_000} value={draft} onChange={(event) => setDraft(event.currentTarget.value)} onKeyDown={onKeyDown} />
        <div role="region" aria-label="Preview" tabIndex={0}>
          <Suspense fallback={<p aria-busy="true" />}>
            <Markdown text={draft} onLink={follow} />
          </Suspense>
        </div>
      </div>
    </div>
  );
}
