// Which column plays which part: truth, prediction, id.
import { Select } from '@mantine/core';
import type { ReactNode } from 'react';

interface RoleFieldsProps {
  readonly columns: readonly string[];
  readonly roles: readonly { readonly label: string; readonly value: string | undefined; readonly set: (value: string) => void }[];
}

export function RoleFields({ columns, roles }: RoleFieldsProps): ReactNode {
  return roles.map(({ label, value, set }) => (
    <Select key={label} aria-label={label} placeholder={label} leftSection={<span className="caption">{label}</span>} leftSectionWidth={72} data={[...columns]} value={value ?? null} onChange={(chosen) => chosen && set(chosen)} allowDeselect={false} searchable w={200} />
  ));
}
