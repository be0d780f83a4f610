// A registered model: what it is for, which version is where on the way to production, its versions, card and history.
import { Button } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useMemo, type ReactNode } from 'react';
import type { CollectionRow, VersionRow } from '../../../shared/contract/entities.js';
import { viewPath } from '../../../shared/contract/links.js';
import { useScope } from '../../data/hooks.js';
import { useAliasStates } from '../../state/useAliasStates.js';
import { useCommandHandlers } from '../../state/commands.js';
import { namedVersion, openDialog } from '../../state/dialogs.js';
import { useEntryState } from '../../state/entryState.js';
import { useCrumbs } from '../../state/useCrumbs.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { ContestBanner } from '../contests/ContestBanner.js';
import { firstSentence } from './firstSentence.js';
import { CardTab } from './CardTab.js';
import { WORDS } from './headline.js';
import { HeadlineMenu } from './HeadlineMenu.js';
import { HistoryTab } from './HistoryTab.js';
import { LifecycleStrip } from './LifecycleStrip.js';
import { ModelVersions } from './ModelVersions.js';
import { TagEditor } from './TagEditor.js';

type Tab = 'versions' | 'card' | 'history';
const COUNT = new Intl.NumberFormat();

export function ModelPage({ model }: { model: CollectionRow }): ReactNode {
  useCrumbs([{ label: 'Registry', path: viewPath({ view: 'registry' }) }, { label: model.name }]);
  const versions = useScope(`versions:${model.id}`);
  const states = useAliasStates(model);
  const [tab, setTab] = useEntryState<Tab>('tab', 'versions');
  const [wanted, setWanted] = useEntryState<string>('version', '');
  const { rows } = versions;
  const chosen = rows.find(({ id }) => id === wanted) ?? rows[0];
  const choose = (version: string): void => {
    setTab('versions');
    setWanted(version);
  };
  useCommandHandlers(
    useMemo(() => {
      const disabled = chosen ? undefined : 'No version is linked yet';
      return { 'alias.set': { run: () => chosen && openDialog({ kind: 'alias', collection: model.id, version: namedVersion(chosen), act: 'set', alias: undefined }), disabled } };
    }, [chosen, model.id]),
  );
  const found = useMemo(() => ({ ...versions, of: versions.total }), [versions]);
  return (
    <div className="page">
      <Head model={model} rows={rows} />
      <TagEditor collection={model.id} tags={model.tags} />
      <ContestBanner of={[model.id]} />
      {states && <LifecycleStrip model={model.id} states={states} rows={rows} onSelect={choose} />}
      <Tabs tab={tab} onTab={setTab} versions={model.versions} />
      {tab === 'card' && <CardTab model={model.id} name={model.name} card={model.description} />}
      {tab === 'history' && <HistoryTab model={model} states={states} />}
      {tab === 'versions' &&
        (versions.error ? (
          <ErrorState what="The versions could not be read" error={versions.error} onRetry={versions.retry} />
        ) : versions.loading ? (
          <SkeletonRows awaiting="the engine to list the versions" />
        ) : (
          <ModelVersions model={model} found={found} chosen={chosen} onChoose={setWanted} />
        ))}
    </div>
  );
}

function Head({ model, rows }: { model: CollectionRow; rows: readonly VersionRow[] }): ReactNode {
  const words = firstSentence(model.description);
  return (
    <div className="page-head">
      <div>
        <h1 className="title trunc sel" title={model.name}>
          {model.name}
        </h1>
        <p className="sub trunc" title={words}>
          {words && <span>{words} </span>}
          <span className="t3">
            Owned by {model.entity}
            {model.headline && `, headline ${model.headline.metric}, ${WORDS[model.headline.direction]}`}
            {model.type !== 'model' && `, takes versions of type ${model.type}`}
          </span>
        </p>
      </div>
      <div className="actions">
        <HeadlineMenu model={model} rows={rows} />
        <Button leftSection={<IconPencil className="i" aria-hidden />} onClick={() => openDialog({ kind: 'rename', collection: model.id, name: model.name })}>
          Rename
        </Button>
      </div>
    </div>
  );
}

const TABS: readonly { readonly id: Tab; readonly title: string }[] = [
  { id: 'versions', title: 'Versions' },
  { id: 'card', title: 'Card' },
  { id: 'history', title: 'History' },
];

function Tabs({ tab, onTab, versions }: { tab: Tab; onTab: (tab: Tab) => void; versions: number }): ReactNode {
  return (
    <nav className="tabs" aria-label="Model">
      {TABS.map(({ id, title }) => (
        <button key={id} type="button" aria-current={id === tab ? 'page' : undefined} onClick={() => onTab(id)}>
          {title} {id === 'versions' && <span className="n">{COUNT.format(versions)}</span>}
        </button>
      ))}
    </nav>
  );
}
