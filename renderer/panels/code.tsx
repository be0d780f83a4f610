// The commit a version was made from, and what was not committed.
import type { ReactNode } from 'react';
import type { PanelData } from '../../shared/panels/registry.js';
import css from '../ui/report/Report.module.css';
import { Source } from '../ui/report/Source.js';

const RESTORES: Readonly<Record<string, string>> = { exactly: 'restores exactly', gaps: 'restores with gaps', cannot: 'cannot be restored', unproven: 'not tried yet' };
const tone = (line: string): string | undefined => (line.startsWith('+') && !line.startsWith('+++') ? css.add : line.startsWith('-') && !line.startsWith('---') ? css.del : line.startsWith('@@') ? css.at : undefined);

export function CodePanel({ data: { of, info, files, shown, patch, cut } }: { data: PanelData<'code'> }): ReactNode {
  return (
    <>
      {info ? (
        <dl className="kv">
          <dt>Commit</dt>
          <dd>
            <span className="mono trunc" title={info.commit ?? undefined}>{info.commit ?? 'not recorded'}</span>
            {info.branch && <span className="t3">on {info.branch}</span>}
          </dd>
          <dt>Remote</dt>
          <dd className="trunc">{info.remote ?? <span className="t3">not recorded</span>}</dd>
          <dt>State</dt>
          <dd>
            {info.dirty ? 'with changes that were not committed' : 'as committed'}, {RESTORES[info.restores] ?? info.restores}
          </dd>
        </dl>
      ) : (
        <p className={css.problem}>The code behind {of.ref} was not recorded.</p>
      )}
      {files.length > 0 && (
        <ul className="small t2" style={{ marginTop: 8 }}>
          {files.map((file) => (
            <li key={file.path} className="row">
              <span className="mono trunc">{file.path}</span> <span className="num t3">{file.binary ? 'binary' : `+${file.added} −${file.removed}`}</span>
            </li>
          ))}
        </ul>
      )}
      {patch && (
        <pre className={css.diff} aria-label={`Changes of ${shown ?? 'the code'}`}>
          {patch.split('\n').map((line, index) => (
            <span key={index} className={tone(line)}>
              {line}
              {'\n'}
            </span>
          ))}
        </pre>
      )}
      <p className={css.foot}>
        <Source of={of} />
        {cut && <span>cut: the patch is longer</span>}
      </p>
    </>
  );
}
