// The bar on top: back and forward, where one is, search, how the engine fares, who is at work.
import { ActionIcon } from '@mantine/core';
import { IconArrowLeft, IconArrowRight, IconFlask, IconLayoutSidebar, IconSearch } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { viewPath } from '../../../shared/contract/links.js';
import { useStatus } from '../../data/hooks.js';
import { runCommand } from '../../state/commands.js';
import { useWindowLocation } from '../../state/location.js';
import { useViewState } from '../../state/viewState.js';
import { Avatar } from '../../ui/Avatar.js';
import { Kbd } from '../../ui/Kbd.js';
import { AddToReport } from '../report/AddToReport.js';
import { Crumbs } from './Crumbs.js';
import { StatusChip } from './StatusChip.js';

export function TitleBar({ development }: { development: boolean }): ReactNode {
  const { canGoBack, canGoForward } = useWindowLocation();
  const sidebar = useViewState((state) => state.sidebar);
  const { status } = useStatus();
  return (
    <header className="titlebar">
      {!sidebar && (
        <ActionIcon aria-label="Show sidebar" title="Show sidebar" onClick={() => runCommand('sidebar.toggle')}>
          <IconLayoutSidebar className="i" aria-hidden />
        </ActionIcon>
      )}
      <div className="tb-pair">
        <ActionIcon aria-label="Back" title="Back" disabled={!canGoBack} onClick={() => runCommand('go.back')}>
          <IconArrowLeft className="i" aria-hidden />
        </ActionIcon>
        <ActionIcon aria-label="Forward" title="Forward" disabled={!canGoForward} onClick={() => runCommand('go.forward')}>
          <IconArrowRight className="i" aria-hidden />
        </ActionIcon>
      </div>
      <Crumbs />
      <AddToReport />
      <div className="grow" />
      {development && (
        <Link href={viewPath({ view: 'settings', section: 'runtime' })} className="badge warn" title="This window runs on a development runtime. It must not be shipped." aria-label="Development runtime">
          <IconFlask className="i s14" aria-hidden />
          <span className="hide-md">Development runtime</span>
        </Link>
      )}
      <button type="button" className="tb-search" onClick={() => runCommand('palette.open')}>
        <IconSearch className="i s14" aria-hidden />
        <span>
          Search<span className="hide-md"> or run a command</span>
        </span>
        <Kbd keys="Mod+K" />
      </button>
      <StatusChip />
      {status && (
        <Link href={viewPath({ view: 'settings', section: 'identity' })} aria-label={`${status.actor.name}, open identity settings`}>
          <Avatar name={status.actor.name} large silent />
        </Link>
      )}
    </header>
  );
}
