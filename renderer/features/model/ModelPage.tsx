// A registered model: what it is for, which version is where on the way to production, its versions, card and history.
import { ActionIcon, Button } from '@mantine/core';
import { IconArrowBackUp, IconPackageExport, IconPencil, IconShare, IconUserShare } from '@tabler/icons-react';
import { useMemo, type ReactNode } from 'react';
import type { CollectionRow, VersionRow } from '../../../shared/contract/entities.js';
import { viewPath } from '../../../shared/contract/links.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useScope } from '../../data/hooks.js';
import { useAliasStates } from '../../state/useAliasStates.js';
import { useProtectedAliases } from '../../state/useProtectedAliases.js';
import { runCommand, useCommandHandlers } from '../../state/commands.js';
import { FollowButton } from '../collection/FollowButton.js';
import { PinButton } from '../collection/PinButton.js';
import { namedVersion, openDialog } from '../../state/dialogs.js';
import { useEntryState } from '../../state/entryState.js';
import { openView } from '../../state/openView.js';
import { useCrumbs } from '../../state/useCrumbs.js';
import { useFilter } from '../../state/useFilter.js';
import { useFilteredScope } from '../../state/useFilteredScope.js';
import { AvailabilityBadge } from '../../ui/AliasBadge.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { versionText } from '../collection/versionColumns.js';
import { ContestBanner } from '../contests/ContestBanner.js';
import { firstSentence } from './firstSentence.js';
import { CardTab } from './CardTab.js';
import { WORDS } from './headline.js';
import { HeadlineMenu } from './HeadlineMenu.js';
import { HistoryTab } from './HistoryTab.js';
import { GatesTab, usePolicies } from '../gates/GatesTab.js';
import { requestMove } from '../dialogs/requestMove.js';
import { stageFor } from './stages.js';
import { LifecycleStrip } from './LifecycleStrip.js';
import { ModelVersions } from './ModelVersions.js';
import { TagEditor } from './TagEditor.js';

type Tab = 'versions' | 'card' | 'history' | 'gates';
const COUNT = new Intl.NumberFormat();

/** What a filter finds a link by: all that finds its version, and the name it has at home. */
const linkText = (row: VersionRow): string => `${versionText(row)} ${row.source ? `${row.source.name}:${row.source.label}` : ''}`;

export function ModelPage({ model }: { model: CollectionRow }): ReactNode {
  useCrumbs([{ label: 'Registry', path: viewPath({ view: 'registry' }) }, { label: model.name }]);
  const filter = useFilter();
  const versions = useScope(`versions:${model.id}`);
  const found = useFilteredScope(`versions:${model.id}`, filter.query, linkText);
  const engine = useEngine();
  const states = useAliasStates(model);
  const guarded = useProtectedAliases(model.id);
  const [tab, setTab] = useEntryState<Tab>('tab', 'versions');
  const { policies } = usePolicies(model.id);
  const [, setShown] = useEntryState<string>('history.shown', 'changes');
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
      const stage = chosen && stageFor(states ?? [], chosen.id);
      return {
        'lineage.show': { run: () => openView({ view: 'lineage', start: model.id }) },
        'version.promote': { run: () => chosen && stage && requestMove(engine, { act: 'set', alias: stage, collection: model.id, version: namedVersion(chosen) }, guarded), disabled: disabled ?? (stage ? undefined : 'It is in production already') },
        'bundle.export': { run: () => openDialog({ kind: 'exportBundle', of: { collection: model.id }, what: model.name }), disabled },
        'history.asOf': { run: () => (setTab('history'), setShown('past')) },
        'alias.rollBack': { run: () => openDialog({ kind: 'rollBack', collection: model.id, name: model.name }) },
        'alias.set': { run: () => chosen && openDialog({ kind: 'alias', collection: model.id, version: namedVersion(chosen), act: 'set', alias: undefined }), disabled },
      };
    }, [chosen, model.id, model.name, states, engine, guarded, setTab, setShown]),
  );
  return (
    <div className="page">
      <Head model={model} rows={rows} />
      <TagEditor collection={model.id} tags={model.tags} />
      <ContestBanner of={[model.id]} />
      {states && <LifecycleStrip model={model} states={states} rows={rows} onSelect={choose} />}
      <Tabs tab={tab} onTab={setTab} counts={{ versions: model.versions, gates: policies?.reduce((sum, { clauses }) => sum + clauses.length, 0) }} />
      {tab === 'card' && <CardTab model={model.id} name={model.name} card={model.description} />}
      {tab === 'gates' && <GatesTab model={model} rows={rows} chosen={chosen} />}
      {tab === 'history' && <HistoryTab model={model} states={states} />}
      {tab === 'versions' &&
        (versions.error ? (
          <ErrorState what="The versions could not be read" error={versions.error} onRetry={versions.retry} />
        ) : versions.loading ? (
          <SkeletonRows awaiting="the engine to list the versions" />
        ) : (
          <ModelVersions model={model} rows={rows} found={found} filter={filter} states={states} chosen={chosen} onChoose={setWanted} />
        ))}
    </div>
  );
}

function Head({ model, rows }: { model: CollectionRow; rows: readonly VersionRow[] }): ReactNode {
  const words = firstSentence(model.description);
  return (
    <div className="page-head">
      <div>
        <div className="row">
          <h1 className="title trunc sel" title={model.name}>
            {model.name}
          </h1>
          <PinButton id={model.id} />
          <FollowButton id={model.id} />
          {model.availability && <AvailabilityBadge value={model.availability} pinned={model.pinned} />}
        </div>
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
        <ActionIcon variant="default" aria-label="Show lineage" title="Show lineage" onClick={() => runCommand('lineage.show')}>
          <IconShare className="i" aria-hidden />
        </ActionIcon>
        <ActionIcon variant="default" aria-label="Export to a file" title="Export to a .cairn file" onClick={() => runCommand('bundle.export')}>
          <IconPackageExport className="i" aria-hidden />
        </ActionIcon>
        <HeadlineMenu model={model} rows={rows} />
        <Button leftSection={<IconArrowBackUp className="i" aria-hidden />} onClick={() => runCommand('alias.rollBack')}>
          Roll back…
        </Button>
        <Button leftSection={<IconPencil className="i" aria-hidden />} onClick={() => openDialog({ kind: 'rename', what: 'collection', reference: model.id, name: model.name })}>
          Rename
        </Button>
        <ActionIcon variant="default" aria-label="Move to another owner" title="Move to another owner" onClick={() => openDialog({ kind: 'move', what: 'model', reference: model.id, name: model.name, entity: model.entity, project: model.project })}>
          <IconUserShare className="i" aria-hidden />
        </ActionIcon>
      </div>
    </div>
  );
}

const TABS: readonly { readonly id: Tab; readonly title: string }[] = [
  { id: 'versions', title: 'Versions' },
  { id: 'card', title: 'Card' },
  { id: 'history', title: 'History' },
  { id: 'gates', title: 'Gates' },
];

function Tabs({ tab, onTab, counts }: { tab: Tab; onTab: (tab: Tab) => void; counts: Partial<Record<Tab, number | undefined>> }): ReactNode {
  return (
    <nav className="tabs" aria-label="Model">
      {TABS.map(({ id, title }) => (
        <button key={id} type="button" aria-current={id === tab ? 'page' : undefined} onClick={() => onTab(id)}>
          {title} {counts[id] !== undefined && (id === 'versions' || counts[id] > 0) && <span className="n">{COUNT.format(counts[id])}</span>}
        </button>
      ))}
    </nav>
  );
}
