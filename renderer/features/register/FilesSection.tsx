// The files inside the artifact: rename by editing the path, leave out or put back, notices where they belong.
import { IconAlertTriangle, IconFile, IconTable } from '@tabler/icons-react';
import { useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import type { IngestPlan } from '../../../shared/contract/ingest.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { pathProblem } from './form.js';
import type { RegisterForm } from './form.js';
import css from './RegisterPanel.module.css';

interface Props {
  readonly plan: IngestPlan;
  readonly rename: Readonly<Record<string, string>>;
  readonly exclude: readonly string[];
  readonly change: (part: Partial<RegisterForm>) => void;
  readonly problem: string | undefined;
}

export function FilesSection({ plan, rename, exclude, change, problem }: Props): ReactNode {
  const unlisted = plan.fileCount - plan.files.length;
  return (
    <section className="sec" aria-label="Files to register">
      <h3 className="sec-h">
        Files<span className="end small">click a path to rename it inside the artifact</span>
      </h3>
      <ul className={css.files}>
        {plan.files.map((file) => (
          <FileLine
            key={file.path}
            file={file}
            path={rename[file.path] ?? file.path}
            out={exclude.includes(file.path)}
            weights={plan.facts.some((fact) => fact.path === file.path && fact.tensorCount > 0)}
            notices={plan.notices.filter((notice) => notice.path === file.path)}
            onRename={(to) => change({ rename: { ...rename, [file.path]: to } })}
            onToggle={() => change({ exclude: exclude.includes(file.path) ? exclude.filter((each) => each !== file.path) : [...exclude, file.path] })}
          />
        ))}
      </ul>
      {unlisted > 0 && <p className="small t3">and {new Intl.NumberFormat().format(unlisted)} more, under the names they have.</p>}
      {problem && <p className={css.why} role="alert">{problem}</p>}
    </section>
  );
}

interface LineProps {
  readonly file: IngestPlan['files'][number];
  readonly path: string;
  readonly out: boolean;
  /** Holds tensors. */
  readonly weights: boolean;
  readonly notices: IngestPlan['notices'];
  readonly onRename: (to: string) => void;
  readonly onToggle: () => void;
}

function FileLine({ file, path, out, weights, notices, onRename, onToggle }: LineProps): ReactNode {
  const [editing, setEditing] = useState<string>();
  const warned = notices.some(({ level }) => level !== 'info');
  const Icon = warned ? IconAlertTriangle : weights ? IconTable : IconFile;
  const finish = (): void => {
    const to = editing?.trim() ?? '';
    if (editing !== undefined) onRename(to === '' ? file.path : to);
    setEditing(undefined);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    event.preventDefault();
    if (event.key === 'Enter') finish();
    else setEditing(undefined);
  };
  return (
    <li className={css.file} data-out={out} data-warned={warned}>
      <Icon className="i s14" aria-hidden />
      {editing === undefined ? (
        <button type="button" className={css.path} title={path} disabled={out} aria-label={`Rename ${path}`} onClick={() => setEditing(path)}>
          {path}
        </button>
      ) : (
        <input className={css.pathInput} aria-label={`Path of ${file.path} inside the artifact`} aria-invalid={pathProblem(editing) !== undefined} ref={(input) => input?.focus()} value={editing} onChange={(event) => setEditing(event.currentTarget.value)} onKeyDown={onKeyDown} onBlur={finish} />
      )}
      <span className="small t3 trunc" title={file.path}>
        {editing !== undefined ? '' : out ? 'left out' : path !== file.path ? `was ${file.path}` : ''}
      </span>
      <span className="num t2 nowrap">{formatBytes(file.bytes)}</span>
      <button type="button" className={css.link} aria-label={`${out ? 'Put back' : 'Leave out'} ${path}`} onClick={onToggle}>
        {out ? 'Put back' : 'Leave out'}
      </button>
      {!out &&
        notices.map(({ message }) => (
          <p key={message} className={css.fileNotice}>
            {message}
          </p>
        ))}
    </li>
  );
}
