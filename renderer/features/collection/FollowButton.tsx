// Follows a model or collection, or follows it no more: what others do to it is told, or not.
import { Button } from '@mantine/core';
import { IconBell, IconBellFilled } from '@tabler/icons-react';
import { useCallback, useMemo, type ReactNode } from 'react';
import { useEngine } from '../../api/EngineProvider.js';
import { useStamp } from '../../data/hooks.js';
import { useAnswer } from '../../data/useAnswer.js';
import { runCommand, useCommandHandlers } from '../../state/commands.js';
import { useAct } from '../../state/useAct.js';

const WORDS = { chosen: 'You are told what others do to it.', part: 'You take part in it, and are told what others do to it.' } as const;

export function FollowButton({ id }: { id: string }): ReactNode {
  const engine = useEngine();
  const { value, retry } = useAnswer({ ref: id }, (question, signal) => engine.notices.following(question, { signal }), useStamp(['notices', `versions:${id}`]));
  const { pending, problem, run } = useAct();
  const following = value?.following ?? false;
  const toggle = useCallback(
    () =>
      run(async () => {
        await engine.notices.follow({ ref: id, following: !following });
        retry();
      }),
    [run, engine, id, following, retry],
  );
  useCommandHandlers(useMemo(() => ({ 'model.follow': { run: toggle } }), [toggle]));
  if (!value) return null;
  const Icon = following ? IconBellFilled : IconBell;
  return (
    <Button variant="subtle" size="xs" aria-busy={pending} title={problem ?? (following ? WORDS[value.why ?? 'chosen'] : 'Be told what others do to it')} leftSection={<Icon className="i s14" aria-hidden />} onClick={() => runCommand('model.follow')}>
      {following ? 'Following' : 'Follow'}
    </Button>
  );
}
