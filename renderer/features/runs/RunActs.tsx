// What can be done with a run that goes on: log values and files, register what it made and read, end it.
import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { RunDetail } from '../../../shared/contract/runs.js';
import { nativeBridge } from '../../api/bridge.js';
import { useEngine } from '../../api/EngineProvider.js';
import { openDialog } from '../../state/dialogs.js';
import { useAct } from '../../state/useAct.js';
import { PickVersion } from '../register/PickVersion.js';
import { openReferences, openRegister, type RegisterTarget } from '../register/registerStore.js';

/** Name without its ending: what a file is logged under. */
function keyOf(file: string): string {
  return file.replace(/\.table\.json$/i, '').replace(/\.[^.]+$/, '') || file;
}

export function RunActs({ run }: { run: RunDetail }): ReactNode {
  const engine = useEngine();
  const act = useAct();
  const { id, key, name, project } = run;
  const read: RegisterTarget = { type: 'dataset', project, run: { id, key, name, role: 'read' } };
  const made: RegisterTarget = { type: 'model', project, run: { id, key, name, role: 'made' } };
  const attach = (): void =>
    act.run(async () => {
      const grant = await nativeBridge().chooseSource('files');
      if (!grant) return;
      const [file = ''] = grant.names;
      await engine.runs.attach({ run: id, key: keyOf(file), source: { grant: grant.grant } });
    });
  const finish = (state: 'finished' | 'failed'): void => act.run(async () => void (await engine.runs.finish({ run: id, state })));
  return (
    <>
      {act.problem && (
        <span className="small trunc" role="alert" title={act.problem} style={{ color: 'var(--danger-fg)' }}>
          {act.problem}
        </span>
      )}
      <PickVersion act="Add input" label="Add input: a version it reads" known={new Set(run.inputs.map((input) => input.version))} onPick={(picked) => act.run(async () => void (await engine.runs.use({ run: id, ref: picked.id })))} />
      <Menu position="bottom-end">
        <Menu.Target>
          <Button rightSection={<IconChevronDown className="i s12" aria-hidden />}>Log</Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => openDialog({ kind: 'logValues', run: id, name })}>Values…</Menu.Item>
          <Menu.Item onClick={attach}>A table, image or sound…</Menu.Item>
          <Menu.Label>A version it made</Menu.Label>
          <Menu.Item onClick={() => void openRegister({ ...made, source: 'files' })}>Files…</Menu.Item>
          <Menu.Item onClick={() => void openRegister({ ...made, source: 'folder' })}>A folder…</Menu.Item>
          <Menu.Label>A dataset it reads</Menu.Label>
          <Menu.Item onClick={() => void openRegister({ ...read, source: 'files' })}>Dataset files…</Menu.Item>
          <Menu.Item onClick={() => void openRegister({ ...read, source: 'folder' })}>A dataset folder…</Menu.Item>
          <Menu.Item onClick={() => openReferences(read)}>A reference…</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {run.state === 'running' && (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button rightSection={<IconChevronDown className="i s12" aria-hidden />} aria-busy={act.pending}>
              Finish
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => finish('finished')}>It finished</Menu.Item>
            <Menu.Item onClick={() => finish('failed')}>It failed</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </>
  );
}
