// How the window looks. It applies at once.
import { SegmentedControl } from '@mantine/core';
import type { ReactNode } from 'react';
import { useThemeSetting, type Theme } from '../../state/themeSetting.js';
import css from './SettingsPage.module.css';

const THEMES: { value: Theme; label: string }[] = [
  { value: 'system', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

export function Appearance(): ReactNode {
  const { theme, setTheme } = useThemeSetting();
  return (
    <>
      <p>System follows what your computer is set to; that is the default.</p>
      <div className={css.formEnd}>
        <SegmentedControl aria-label="Theme" data={THEMES} value={theme} onChange={(value) => setTheme(value as Theme)} />
      </div>
    </>
  );
}
