// What the kept bytes take of this disk.
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { viewPath } from '../../../shared/contract/links.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { useStatus } from '../../data/hooks.js';

export function CacheMeter(): ReactNode {
  const { status } = useStatus();
  if (!status) return <div style={{ height: 26 }} />;
  const { cache, disk } = status;
  const room = cache.bytes + disk.free;
  const share = cache.bytes === 0 || room === 0 ? 0 : Math.max(1, (100 * cache.bytes) / room);
  const words = cache.bytes === 0 ? 'The local cache is empty' : `${formatBytes(cache.bytes)} kept in ${cache.blobs} files, ${formatBytes(disk.free)} free on this disk`;
  return (
    <>
      <Link href={viewPath({ view: 'storage' })} className="row small t2" title={`${words}. Show what takes space`}>
        <span className="trunc">Local cache</span>
        <span className="tnum t3 nowrap" style={{ marginLeft: 'auto' }}>
          {cache.bytes === 0 ? 'Empty' : formatBytes(cache.bytes)}
        </span>
      </Link>
      <div className="meter" role="img" aria-label={words}>
        <i className="q" style={{ width: `${share}%` }} />
      </div>
    </>
  );
}
