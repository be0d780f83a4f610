// Every file of the version, to be searched by path, verified and dragged out.
import { Button } from '@mantine/core';
import { IconFolder, IconRefresh, IconShieldCheck } from '@tabler/icons-react';
import { useDeferredValue, useMemo, useRef } from 'react';
import type { ReactNode } from 'react';
import type { VersionDetail } from '../../../shared/contract/entities.js';
import { useEngine } from '../../api/EngineProvider.js';
import { usePaged, useStamp } from '../../data/hooks.js';
import { useCommandHandlers } from '../../state/commands.js';
import { useEntryState } from '../../state/entryState.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { FilterField } from '../../ui/FilterField.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import type { Keeping } from '../storage/useKeeping.js';
import { FilesTable } from './FilesTable.js';
import { useDrift } from './useDrift.js';
import type { Checkout } from './useCheckout.js';
import type { Verify } from './useVerify.js';
import { countOf } from './VersionHeader.js';
import css from './Version.module.css';

export function FilesTab({ version, checkout, verify, keeping }: { version: VersionDetail; checkout: Checkout; verify: Verify; keeping: Keeping }): ReactNode {
  const engine = useEngine();
  const [query, setQuery] = useEntryState('files.query', '');
  const wanted = useDeferredValue(query.trim());
  const page = usePaged((cursor, signal) => engine.versions.files({ version: version.id, query: wanted, cursor, limit: 200 }, { signal }), [version.id, wanted, version.availability], { stamp: useStamp([`version:${version.id}`]) });
  const field = useRef<HTMLInputElement>(null);
  useCommandHandlers(useMemo(() => ({ 'filter.focus': { run: () => field.current?.focus() } }), []));
  const drift = useDrift(version.id);
  const references = page.rows.some(({ uri }) => uri);
  return (
    <div className="col grow" style={{ flex: 1 }}>
      <div className={css.blockHead}>
        <FilterField label="Filter by path" keys="/" value={query} onChange={setQuery} inputRef={field} />
        <span className="t3 small tnum" role="status">
          {wanted ? `${countOf(page.total, 'file', 'files')} of ${countOf(version.files, 'file', 'files')}` : countOf(version.files, 'file', 'files')}
        </span>
        {references && (drift.summary ?? drift.problem) && (
          <span className="small t2 trunc" role="status" title={drift.summary ?? drift.problem}>
            {drift.summary ?? drift.problem}
          </span>
        )}
        <span className="grow" />
        {references && (
          <Button size="xs" variant="subtle" leftSection={<IconRefresh className="i s14" aria-hidden />} aria-busy={drift.running} onClick={drift.start}>
            Check references
          </Button>
        )}
        <Button size="xs" variant="subtle" leftSection={<IconShieldCheck className="i s14" aria-hidden />} onClick={verify.start}>
          Verify
        </Button>
        <Button size="xs" variant="subtle" leftSection={<IconFolder className="i s14" aria-hidden />} onClick={checkout.reveal}>
          Reveal
        </Button>
      </div>
      {page.error && <ErrorState what="The files cannot be shown" error={page.error} onRetry={page.retry} />}
      {page.loading && <SkeletonRows dense awaiting="the files" />}
      {!page.loading && !page.error && page.rows.length === 0 && <p className={css.none}>{wanted ? `No path has “${wanted}” in it.` : 'This version holds no files.'}</p>}
      {page.rows.length > 0 && <FilesTable facts={version.facts} rows={page.rows} total={page.total} fetchMore={page.fetchMore} checkout={checkout} verify={verify} drift={drift} version={version.id} keeping={keeping} />}
    </div>
  );
}
