// Over the registry while the sample library is in it: what it is, and the act that takes it away.
import { Button } from '@mantine/core';
import { IconSchool } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { runCommand } from '../../state/commands.js';
import { useSample } from '../../state/sample.js';
import { Banner } from '../../ui/Banner.js';

export function SampleBanner(): ReactNode {
  const { present, busy } = useSample();
  if (!present || busy === 'making') return null;
  const action = (
    <Button size="xs" aria-busy={busy !== undefined} onClick={() => runCommand('sample.remove')}>
      {busy ? 'Removing…' : 'Remove the sample'}
    </Button>
  );
  return (
    <Banner tone="plain" label="The MNIST sample" icon={<IconSchool className="i" aria-hidden />} action={action}>
      What the team Cairn sample owns was made to look around in. Removing takes its runs, versions and bytes, and nothing of yours.
    </Banner>
  );
}
