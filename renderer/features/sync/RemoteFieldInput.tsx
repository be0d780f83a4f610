// One field of the form that names a remote, by its kind.
import { Button, Checkbox, PasswordInput, Select, TextInput } from '@mantine/core';
import { IconFolderOpen } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { RemoteField } from '../../../shared/contract/remotes.js';
import { nativeBridge } from '../../api/bridge.js';
import css from './Sync.module.css';

interface Props {
  readonly field: RemoteField;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function RemoteFieldInput({ field, value, onChange }: Props): ReactNode {
  const common = { label: field.label, description: field.help || undefined, placeholder: field.placeholder, required: field.required };
  switch (field.kind) {
    case 'choice':
      return <Select {...common} data={field.options.map((option) => ({ value: option.value, label: option.label }))} value={field.options.some((option) => option.value === value) ? value : null} onChange={(chosen) => onChange(chosen ?? '')} />;
    case 'flag':
      return <Checkbox label={field.label} description={field.help || undefined} checked={value === '1'} onChange={(event) => onChange(event.currentTarget.checked ? '1' : '')} />;
    case 'secret':
      return <PasswordInput {...common} value={value} onChange={(event) => onChange(event.currentTarget.value)} autoComplete="off" />;
    case 'folder':
      return (
        <div className={css.folder}>
          <TextInput {...common} value={value} spellCheck={false} onChange={(event) => onChange(event.currentTarget.value)} />
          <Button leftSection={<IconFolderOpen className="i" aria-hidden />} onClick={() => void nativeBridge().chooseFolder(field.label).then((path) => path !== null && onChange(path))}>
            Choose…
          </Button>
        </div>
      );
    default:
      return <TextInput {...common} value={value} onChange={(event) => onChange(event.currentTarget.value)} />;
  }
}
