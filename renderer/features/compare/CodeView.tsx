// The code behind the baseline and one other: the range of commits between them, what each had changed beside its commit, and on
// demand the difference between the two trees.
import { Button, Select } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';
import type { CodeInfo, DiffFile } from '../../../shared/contract/code.js';
import type { CodeBetween, CompareTable } from '../../../shared/contract/compare.js';
import { asCairnError, type CairnError } from '../../../shared/contract/errors.js';
import { useEngine } from '../../api/EngineProvider.js';
import { CopyText } from '../../ui/CopyText.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { DiffLines } from '../code/DiffView.js';
import css from './Compare.module.css';

interface Side {
  readonly info: CodeInfo | null;
  /** Uncommitted changes, where there are any and they are here. */
  readonly files: readonly DiffFile[];
}

type State = { readonly of: string; readonly sides?: readonly [Side, Side]; readonly error?: CairnError };

function useSides(before: string | null, after: string | null): State {
  const engine = useEngine();
  const [state, setState] = useState<State>({ of: '' });
  const of = `${before} ${after}`;
  useEffect(() => {
    const control = new AbortController();
    const one = async (run: string | null): Promise<Side> => {
      if (run === null) return { info: null, files: [] };
      const info = await engine.code.get({ run }, { signal: control.signal });
      const files = info?.diff ? (await engine.code.diff({ of: { run } }, { signal: control.signal })).files : [];
      return { info, files };
    };
    Promise.all([one(before), one(after)]).then(
      (sides) => !control.signal.aborted && setState({ of, sides }),
      (error: unknown) => !control.signal.aborted && setState({ of, error: asCairnError(error) }),
    );
    return () => control.abort();
  }, [engine, before, after, of]);
  return state.of === of ? state : { of };
}

const short = (commit: string | null | undefined): string => (commit ? commit.slice(0, 10) : 'not recorded');

interface CodeViewProps {
  readonly table: CompareTable;
  readonly baseline: number;
  readonly titles: readonly string[];
}

export function CodeView({ table, baseline, titles }: CodeViewProps): ReactNode {
  const others = table.columns.flatMap((column, index) => (index === baseline ? [] : [{ id: column.id, run: column.run, title: titles[index] ?? column.ref }]));
  const [chosen, setChosen] = useState<string>();
  const other = others.find((each) => each.id === chosen) ?? others[0];
  const { sides, error } = useSides(table.columns[baseline]?.run ?? null, other?.run ?? null);
  if (!other) return <p className={`small t2 ${css.section}`}>Add another to hold its code against the baseline.</p>;
  return (
    <>
      {others.length > 1 && (
        <div className={css.section} style={{ paddingBottom: 10 }}>
          <Select aria-label="Code held against the baseline" data={others.map((each) => ({ value: each.id, label: `${each.title} against ${titles[baseline]}` }))} value={other.id} onChange={(id) => id && setChosen(id)} allowDeselect={false} searchable />
        </div>
      )}
      {error ? <ErrorState what="The code could not be read" error={error} /> : !sides ? <SkeletonRows rows={5} awaiting="the engine to look at the code" /> : <Between sides={sides} titles={[titles[baseline] ?? '', other.title]} />}
      {sides?.[0].info && sides[1].info && <Trees key={`${sides[0].info.run} ${sides[1].info.run}`} before={sides[0].info} after={sides[1].info} />}
    </>
  );
}

function Between({ sides: [before, after], titles }: { sides: readonly [Side, Side]; titles: readonly [string, string] }): ReactNode {
  if (!before.info && !after.info) return <p className={`small t2 ${css.section}`}>Nothing was recorded of the code of either.</p>;
  const same = before.info?.commit === after.info?.commit;
  const range = before.info?.commit && after.info?.commit && !same ? `${before.info.commit}..${after.info.commit}` : undefined;
  const remote = after.info?.remote ?? before.info?.remote ?? null;
  return (
    <>
      <section className={css.section} aria-label="Commits">
        <div className={css.sectionHead}>
          <h2>Commits</h2>
          <span className="grow" />
          <span className={css.note}>{same ? 'both at one commit' : ''}</span>
        </div>
        <dl className="kv">
          {([before, after] as const).map((side, index) => (
            <div key={titles[index]} style={{ display: 'contents' }}>
              <dt className="trunc">{titles[index]}</dt>
              <dd>
                <span className="mono">{short(side.info?.commit)}</span>
                {side.info?.branch && <span className="t3 trunc">on {side.info.branch}</span>}
                {side.info?.dirty && <span className="badge warn">uncommitted</span>}
              </dd>
            </div>
          ))}
          {remote && (
            <>
              <dt>Remote</dt>
              <dd className="trunc" title={remote}>
                {remote}
              </dd>
            </>
          )}
        </dl>
        {range && (
          <p className="small t2" style={{ marginTop: 10 }}>
            In the repository: <CopyText text={`git log ${range}`} what="command that lists the commits between" />
          </p>
        )}
      </section>
      {([before, after] as const).map((side, index) =>
        side.files.length === 0 ? null : (
          <section key={titles[index]} className={css.section} aria-label={`Uncommitted in ${titles[index]}`}>
            <div className={css.sectionHead}>
              <h2>Uncommitted in {titles[index]}</h2>
              <span className="grow" />
              <span className={css.note}>{side.files.length} files</span>
            </div>
            {side.files.slice(0, 100).map((file) => (
              <div key={file.path} className={css.most} title={file.path}>
                <span className="mono trunc t2">{file.path}</span>
                <span className="small t3">{file.status}</span>
                <span className="num">{file.binary ? 'binary' : `+${file.added} −${file.removed}`}</span>
              </div>
            ))}
          </section>
        ),
      )}
    </>
  );
}

/** Rebuilding two trees may reach for the remote: it is done when somebody asks. */
function Trees({ before, after }: { before: CodeInfo; after: CodeInfo }): ReactNode {
  const engine = useEngine();
  const [asked, setAsked] = useState(false);
  const [state, setState] = useState<{ readonly between?: CodeBetween; readonly error?: CairnError }>({});
  useEffect(() => {
    if (!asked) return undefined;
    const control = new AbortController();
    engine.compare.code({ before: { run: before.run }, after: { run: after.run } }, { signal: control.signal }).then(
      (between) => !control.signal.aborted && setState({ between }),
      (error: unknown) => !control.signal.aborted && setState({ error: asCairnError(error) }),
    );
    return () => control.abort();
  }, [engine, asked, before.run, after.run]);
  const impossible = [before, after].find(({ restores }) => restores === 'cannot');
  return (
    <section className={css.section} aria-label="Between the two">
      <div className={css.sectionHead}>
        <h2>Between the two</h2>
        <span className="grow" />
        {!asked && (
          <Button size="xs" disabled={impossible !== undefined} title={impossible?.gaps.join('; ')} onClick={() => setAsked(true)}>
            Show what differs
          </Button>
        )}
        {asked && !state.between && !state.error && (
          <Button size="xs" onClick={() => setAsked(false)}>
            Cancel
          </Button>
        )}
      </div>
      {!asked && <p className="small t2">{impossible ? `The code of one of them cannot be rebuilt: ${impossible.gaps.join('; ')}.` : 'Both trees are rebuilt out of sight and held against each other. A commit that is not on this computer is fetched from its remote.'}</p>}
      {asked && state.error && <ErrorState what="The two could not be held against each other" error={state.error} onRetry={() => (setState({}), setAsked(false))} />}
      {asked && !state.between && !state.error && <SkeletonRows rows={4} awaiting="the engine to rebuild both trees" />}
      {asked && state.between && <Differences between={state.between} />}
    </section>
  );
}

function Differences({ between: { files, commits, cut, gaps } }: { between: CodeBetween }): ReactNode {
  const [chosen, setChosen] = useState<string>();
  const shown = files.find(({ path }) => path === chosen) ?? files[0];
  return (
    <>
      {commits && commits.length > 0 && (
        <ul className="small t2" aria-label="Commits between" style={{ marginBottom: 10 }}>
          {commits.map(({ commit, subject, author }) => (
            <li key={commit} className="row">
              <span className="mono">{short(commit)}</span> <span className="trunc" title={subject}>{subject}</span> <span className="t3 nowrap">{author}</span>
            </li>
          ))}
        </ul>
      )}
      {files.length === 0 && <p className="small t2">The two trees are the same.</p>}
      <div style={{ maxHeight: 180, overflow: 'auto' }} role="group" aria-label="Files that differ">
        {files.map((file) => (
          <button key={file.path} type="button" className={css.most} aria-pressed={file === shown} onClick={() => setChosen(file.path)} title={file.from === null ? file.path : `${file.from} to ${file.path}`}>
            <span className="mono trunc t2">{file.path}</span>
            <span className="small t3">{file.status}</span>
            <span className="num">{file.binary ? 'binary' : `+${file.added} −${file.removed}`}</span>
          </button>
        ))}
      </div>
      {shown && (shown.patch === null ? <p className={css.note}>The patch of {shown.path} is too large to show here. The command line has it: cairn compare --code.</p> : <div className={css.patch}><DiffLines path={shown.path} patch={shown.patch} cut={false} /></div>)}
      <p className={css.note}>{[cut ? 'more differs than is listed' : '', ...gaps].filter(Boolean).join('; ')}</p>
    </>
  );
}
