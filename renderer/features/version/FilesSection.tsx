// The first files of a version on its overview, with Verify; all of them are on the Files tab.
import { Button } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { VersionDetail } from '../../../shared/contract/entities.js';
import { viewPath } from '../../../shared/contract/links.js';
import { useEngine } from '../../api/EngineProvider.js';
import { usePaged, useStamp } from '../../data/hooks.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import type { Keeping } from '../storage/useKeeping.js';
import { FilesTable } from './FilesTable.js';
import type { Checkout } from './useCheckout.js';
import type { Verify } from './useVerify.js';
import css from './Version.module.css';

const FIRST = 12;
const ROW = 28;
const HEAD = 29;

export function FilesSection({ version, checkout, verify, keeping }: { version: VersionDetail; checkout: Checkout; verify: Verify; keeping: Keeping }): ReactNode {
  const engine = useEngine();
  const page = usePaged((cursor, signal) => engine.versions.files({ version: version.id, query: '', cursor, limit: FIRST }, { signal }), [version.id, version.availability], { stamp: useStamp([`version:${version.id}`]) });
  const rows = page.rows.slice(0, FIRST);
  return (
    <section className={css.block} aria-label="Files">
      <div className={css.blockHead}>
        <h2 className="h">Files</h2>
        <span className="t3 small">drag one out to the file manager</span>
        <span className="grow" />
        <Button size="xs" variant="subtle" leftSection={<IconShieldCheck className="i s14" aria-hidden />} onClick={verify.start}>
          Verify
        </Button>
      </div>
      {page.error && <ErrorState what="The files cannot be shown" error={page.error} onRetry={page.retry} />}
      {page.loading && <SkeletonRows rows={Math.min(FIRST, version.files)} dense awaiting="the files" />}
      {rows.length > 0 && (
        <div style={{ height: HEAD + rows.length * ROW, display: 'flex' }}>
          <FilesTable facts={version.facts} rows={rows} total={rows.length} fetchMore={noop} checkout={checkout} verify={verify} version={version.id} keeping={keeping} />
        </div>
      )}
      {version.files > FIRST && (
        <Link className={css.showAll ?? ''} href={viewPath({ view: 'version', version: version.id, tab: 'files' })}>
          Show all {new Intl.NumberFormat().format(version.files)} files
        </Link>
      )}
    </section>
  );
}

function noop(): void {}
