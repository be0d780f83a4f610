// The code behind a run or a version: where it comes from, whether it can be rebuilt, what was not committed, and getting it back.
import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconHelp, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { CodeInfo, CodeOf, Restored } from '../../../shared/contract/code.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { nativeBridge } from '../../api/bridge.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useTask } from '../../api/useTask.js';
import { useAnswer } from '../../data/useAnswer.js';
import { Digest } from '../../ui/Digest.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import css from './Code.module.css';
import { DiffView } from './DiffView.js';

const LOOKS: Record<CodeInfo['restores'], { readonly words: string; readonly why: string; readonly tone: string; readonly Icon: typeof IconCheck }> = {
  exactly: { words: 'Restores exactly', why: 'Rebuilt in a temporary folder when it was captured, byte for byte.', tone: 'ok', Icon: IconCheck },
  gaps: { words: 'Restores with gaps', why: 'What would be missing or other:', tone: 'warn', Icon: IconAlertTriangle },
  cannot: { words: 'Cannot be restored', why: 'Why:', tone: 'danger', Icon: IconX },
  unproven: { words: 'Not proven', why: 'Another program said where the code is; nobody has rebuilt it.', tone: 'plain', Icon: IconHelp },
};

/** Paths listed in a row of the facts. */
const LISTED = 6;

export function CodeTab({ of, name }: { of: CodeOf; name: string }): ReactNode {
  const engine = useEngine();
  const { value: code, error, retry } = useAnswer(of, (question, signal) => engine.code.get(question, { signal }));
  if (error) return <ErrorState what="The code could not be looked at" error={error} onRetry={retry} />;
  if (code === undefined) return <SkeletonRows awaiting="what is known of the code" />;
  if (code === null) return <EmptyState title="Nothing is known of the code">It is captured from the folder the files lie in, or when a run is started there: cairn run start, cairn log.</EmptyState>;
  return (
    <div className={css.tab}>
      <Facts of={of} code={code} name={name} />
      {code.diffKept && code.diff !== 0 ? (
        <DiffView of={of} />
      ) : (
        <p className={`small t3 ${css.none}`}>{noDiffWords(code)}</p>
      )}
    </div>
  );
}

function noDiffWords(code: CodeInfo): string {
  if (code.commit === null) return 'No commit is known that changes could be told from.';
  return code.dirty ? 'There were uncommitted changes; no patch of them was kept.' : 'Nothing was uncommitted: the commit is all there is.';
}

function Facts({ of, code, name }: { of: CodeOf; code: CodeInfo; name: string }): ReactNode {
  const { words, why, tone, Icon } = LOOKS[code.restores];
  const list = (paths: readonly string[]): ReactNode => <span className="trunc sel" title={paths.join('\n')}>{`${paths.slice(0, LISTED).join(', ')}${paths.length > LISTED ? ` and ${paths.length - LISTED} more` : ''}`}</span>;
  return (
    <section className={css.facts} aria-label="Where the code comes from">
      <div className={css.verdict} data-tone={tone}>
        <Icon className="i" aria-hidden />
        <div className="grow">
          <b className="med">{words}</b> <span className="t2">{why}</span>
          {code.gaps.length > 0 && code.restores !== 'exactly' && (
            <ul>
              {code.gaps.map((gap) => (
                <li key={gap} className="sel">{gap}</li>
              ))}
            </ul>
          )}
        </div>
        {code.restores !== 'cannot' && <RestoreCode of={of} name={name} />}
      </div>
      <dl className="kv">
        <dt>Commit</dt>
        <dd>{code.commit ? <Digest value={code.commit} what="commit" /> : <span className="t3">no commit</span>}</dd>
        <dt>Branch</dt>
        <dd>{code.branch ? <span className="mono trunc sel" title={code.branch}>{code.branch}</span> : <span className="t3">{code.commit ? 'none: a detached head' : 'not recorded'}</span>}</dd>
        <dt>Remote</dt>
        <dd>{code.remote ? <span className="mono trunc sel" title={code.remote}>{code.remote}</span> : <span className="t3">none</span>}</dd>
        {code.files > 0 && (
          <>
            <dt>Tree</dt>
            <dd className="tnum">{`${code.files.toLocaleString('en')} ${code.files === 1 ? 'file' : 'files'}, ${formatBytes(code.bytes)}`}</dd>
          </>
        )}
        {code.untracked.length > 0 && (<><dt>Untracked</dt><dd>{list(code.untracked)}</dd></>)}
        {code.skipped.length > 0 && (<><dt>Not kept</dt><dd>{list(code.skipped.map((file) => `${file.path} (${file.why})`))}</dd></>)}
        {code.submodules.length > 0 && (<><dt>Submodules</dt><dd>{list(code.submodules.map((module) => `${module.path} at ${module.commit?.slice(0, 9) ?? 'no commit'}`))}</dd></>)}
        {code.locks.length > 0 && (<><dt>Lock files</dt><dd>{list(code.locks)}</dd></>)}
      </dl>
    </section>
  );
}

function RestoreCode({ of, name }: { of: CodeOf; name: string }): ReactNode {
  const engine = useEngine();
  const { state, run, cancel, dismiss } = useTask<Restored>();
  const restore = async (): Promise<void> => {
    const target = await nativeBridge().chooseTarget(`Restore the code of ${name} into a folder`);
    if (target) await run(`Restoring the code of ${name}`, (_onProgress, signal) => engine.code.restore({ of, target: { grant: target.grant } }, { signal }));
  };
  return (
    <div className={css.restore}>
      {state.phase !== 'running' && <Button onClick={() => void restore()}>Restore code…</Button>}
      {state.phase === 'running' && (
        <div className="row" role="status">
          <span className="small trunc grow" title={state.title}>
            {state.title}
          </span>
          <Button size="xs" variant="subtle" onClick={cancel}>
            Cancel
          </Button>
        </div>
      )}
      {state.phase === 'failed' && <p className={css.problem} role="alert">{state.error.message}</p>}
      {state.phase === 'done' && (
        <div className="small" role="status">
          <p className="sel">{`${state.result.exact ? 'The tree is the one that was captured' : 'Restored with gaps'}: ${state.result.files.toLocaleString('en')} ${state.result.files === 1 ? 'file' : 'files'} in ${state.result.path}`}</p>
          {state.result.gaps.map((gap) => (
            <p key={gap} className="t2">{gap}</p>
          ))}
          <Button size="xs" variant="subtle" onClick={() => void nativeBridge().reveal(state.result.path)}>
            Reveal in folder
          </Button>
          <Button size="xs" variant="subtle" onClick={dismiss}>
            Dismiss
          </Button>
        </div>
      )}
    </div>
  );
}
