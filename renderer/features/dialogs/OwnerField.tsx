// Who something belongs to: the person, a team that is known, or a team that comes to be with it.
import { Select, TextInput } from '@mantine/core';
import { useMemo, useState, type ReactNode } from 'react';
import { Name } from '../../../shared/contract/primitives.js';
import { useScope, useStatus } from '../../data/hooks.js';

/** No name is a slash. */
const NEW_TEAM = '/';

/** The entities that own anything here, the person's own first. */
export function useOwners(): readonly string[] {
  const { rows } = useScope('projects');
  const { status } = useStatus();
  return useMemo(() => {
    const own = status?.entity;
    const others = [...new Set(rows.map(({ entity }) => entity))].filter((name) => name !== '' && name !== own).sort((a, b) => a.localeCompare(b));
    return own === undefined ? others : [own, ...others];
  }, [rows, status?.entity]);
}

interface Props {
  readonly owner: string;
  readonly onChange: (owner: string) => void;
}

export function ownerProblem(owner: string): string | undefined {
  return Name.safeParse(owner.trim()).error?.issues[0]?.message;
}

export function OwnerField({ owner, onChange }: Props): ReactNode {
  const owners = useOwners();
  const [adding, setAdding] = useState(false);
  const problem = adding && owner !== '' ? ownerProblem(owner) : undefined;
  return (
    <>
      <Select
        label="Owner"
        allowDeselect={false}
        data={[...owners.map((name) => ({ value: name, label: name })), { value: NEW_TEAM, label: 'New team…' }]}
        value={adding ? NEW_TEAM : owner}
        onChange={(value) => {
          setAdding(value === NEW_TEAM);
          onChange(value === NEW_TEAM ? '' : (value ?? owner));
        }}
      />
      {adding && <TextInput label="Team" autoFocus description="A team owns models that several people keep." value={owner} error={problem} maxLength={200} onChange={(event) => onChange(event.currentTarget.value)} />}
    </>
  );
}
