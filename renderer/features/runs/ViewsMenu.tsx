// Ways of looking at the runs, kept under names: opened, kept as they stand now, taken away.
import { ActionIcon, Button, Popover, TextInput } from '@mantine/core';
import { IconBookmark, IconX } from '@tabler/icons-react';
import { useState, type FormEvent, type ReactNode } from 'react';
import type { RunsView } from '../../../shared/contract/runs.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useAnswer } from '../../data/useAnswer.js';
import { useStatus } from '../../data/hooks.js';
import { useAct } from '../../state/useAct.js';
import css from './Runs.module.css';

/** `now` is what would be kept; `onOpen` gets what was. */
export function ViewsMenu({ now, onOpen }: { now: RunsView['shown']; onOpen: (shown: RunsView['shown']) => void }): ReactNode {
  const engine = useEngine();
  const { status } = useStatus();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const act = useAct();
  const { value: views, retry } = useAnswer({ views: true }, (_question, signal) => engine.runs.views(undefined, { signal }), status?.registry.ops);
  const taken = views?.some((view) => view.name.toLocaleLowerCase() === name.trim().toLocaleLowerCase());
  const save = (event: FormEvent): void => {
    event.preventDefault();
    if (name.trim() === '') return;
    act.run(async () => {
      await engine.runs.saveView({ name: name.trim(), shown: now });
      setName('');
      retry();
    });
  };
  const forget = (id: string): void =>
    act.run(async () => {
      await engine.runs.forgetView({ id });
      retry();
    });
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={280} trapFocus transitionProps={{ duration: 0 }}>
      <Popover.Target>
        <Button variant="subtle" leftSection={<IconBookmark className="i s14" aria-hidden />} aria-expanded={open} aria-label="Views" title="Views" onClick={() => setOpen(!open)}>
          <span className="hide-md">Views</span>
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={8} aria-label="Saved views">
        {views?.length === 0 && <p className="small t3" style={{ padding: '0 4px 8px' }}>A view keeps the filter, the order, the columns, the groups and the axis. Everyone in the registry has it.</p>}
        <ul className={css.views} aria-label="Saved views">
          {views?.map((view) => (
            <li key={view.id} className="row">
              <Button
                variant="subtle"
                className="grow"
                justify="flex-start"
                onClick={() => {
                  onOpen(view.shown);
                  setOpen(false);
                }}
              >
                <span className="trunc">{view.name}</span>
              </Button>
              <ActionIcon size={24} aria-label={`Remove the view ${view.name}`} onClick={() => forget(view.id)}>
                <IconX className="i s14" aria-hidden />
              </ActionIcon>
            </li>
          ))}
        </ul>
        <form className="row" onSubmit={save}>
          <TextInput className="grow" aria-label="Name of the view" placeholder="Keep this view as" maxLength={128} value={name} onChange={(event) => setName(event.currentTarget.value)} />
          <Button type="submit" disabled={name.trim() === ''} aria-busy={act.pending}>
            {taken ? 'Overwrite' : 'Save'}
          </Button>
        </form>
        {act.problem && <p className="small" role="alert">{act.problem}</p>}
      </Popover.Dropdown>
    </Popover>
  );
}
