// Ready snippets that deliver this version elsewhere.
import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { VersionDetail } from '../../../shared/contract/entities.js';
import { CodeSnippet } from '../../ui/CodeSnippet.js';
import { exactRef, fullRef, snippetsOf } from './snippets.js';

export function UseItSection({ version }: { version: VersionDetail }): ReactNode {
  const snippets = snippetsOf(fullRef(version), exactRef(version));
  const [shown, setShown] = useState<string>('cli');
  const snippet = snippets.find(({ id }) => id === shown) ?? snippets[0];
  return (
    <section className="sec" aria-label="Use it">
      <h2 className="sec-h">
        Use it
        <span className="end">
          <SegmentedControl size="xs" aria-label="Language of the snippet" data={snippets.map(({ id, title }) => ({ value: id, label: title }))} value={shown} onChange={setShown} />
        </span>
      </h2>
      {snippet && <CodeSnippet code={snippet.code} what={`${snippet.title} snippet`} />}
      <p className="caption" style={{ marginTop: 6 }}>
        {shown === 'cli' ? 'The second line names the exact bytes and never moves. Both print the folder.' : 'The cairn command prints the folder that holds the files.'}
      </p>
    </section>
  );
}
