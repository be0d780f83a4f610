// Mantine told in our tokens: sizes, radii, faces, and which of its variables follow which role.
import { ActionIcon, Badge, Button, createTheme, Input, Modal, Notification, Popover, SegmentedControl, Select, Tooltip, type CSSVariablesResolver } from '@mantine/core';

/** Mantine wants ten steps of each colour; only the steps that `primaryShade` names are painted. The values live in tokens.css. */
const accent = Array.from({ length: 10 }, () => 'var(--accent)') as unknown as readonly [string, string, string, string, string, string, string, string, string, string];

const HEIGHTS: Record<string, string> = { xs: 'var(--h-control-sm)', sm: 'var(--h-control)', md: 'var(--h-control-lg)' };
const height = (size: unknown): string => HEIGHTS[String(size)] ?? 'var(--h-control)';

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 6, dark: 6 },
  colors: { accent },
  fontFamily: 'var(--font-ui)',
  fontFamilyMonospace: 'var(--font-mono)',
  fontSizes: { xs: '11px', sm: '12px', md: '13px', lg: '14px', xl: '18px' },
  lineHeights: { xs: '16px', sm: '16px', md: '20px', lg: '20px', xl: '24px' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  radius: { xs: '3px', sm: '5px', md: '8px', lg: '12px', xl: '12px' },
  defaultRadius: 'sm',
  cursorType: 'default',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    Button: Button.extend({
      defaultProps: { size: 'sm', variant: 'default' },
      vars: (_theme, props) => ({
        root: {
          '--button-height': height(props.size),
          '--button-padding-x': props.size === 'xs' ? '8px' : props.size === 'md' ? '14px' : '10px',
          '--button-fz': props.size === 'xs' ? 'var(--fs-small)' : 'var(--fs-base)',
          ...(props.variant === 'filled' && { '--button-bg': 'var(--accent)', '--button-hover': 'var(--accent-hover)', '--button-color': 'var(--on-accent)' }),
          ...(props.variant === 'default' && { '--button-bd': '1px solid var(--line-2)', '--button-color': 'var(--text-1)' }),
          ...(props.variant === 'subtle' && { '--button-color': 'var(--text-2)', '--button-hover': 'var(--bg-hover)', '--button-bg': 'transparent' }),
        },
      }),
    }),
    ActionIcon: ActionIcon.extend({
      defaultProps: { size: 28, variant: 'subtle' },
      vars: () => ({ root: { '--ai-color': 'var(--text-2)', '--ai-hover': 'var(--bg-hover)', '--ai-hover-color': 'var(--text-1)' } }),
    }),
    Input: Input.extend({
      defaultProps: { size: 'sm' },
      vars: (_theme, props) => ({ wrapper: { '--input-height': height(props.size), '--input-fz': 'var(--fs-base)', '--input-padding': '8px' } }),
    }),
    Select: Select.extend({ defaultProps: { size: 'sm', checkIconPosition: 'right' } }),
    Badge: Badge.extend({ defaultProps: { variant: 'light', radius: 'xs', tt: 'none', fw: 500 } }),
    Notification: Notification.extend({ defaultProps: { closeButtonProps: { 'aria-label': 'Dismiss' } } }),
    SegmentedControl: SegmentedControl.extend({ defaultProps: { size: 'xs', transitionDuration: 0 } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 400, withArrow: false, transitionProps: { duration: 0 } } }),
    Popover: Popover.extend({ defaultProps: { shadow: 'none', radius: 'md', transitionProps: { duration: 140 } } }),
    Modal: Modal.extend({ defaultProps: { radius: 'lg', centered: true, transitionProps: { duration: 140 } } }),
  },
});

const roles = {
  '--mantine-color-body': 'var(--bg-surface)',
  '--mantine-color-text': 'var(--text-1)',
  '--mantine-color-dimmed': 'var(--text-3)',
  '--mantine-color-placeholder': 'var(--text-3)',
  '--mantine-color-default': 'var(--bg-control)',
  '--mantine-color-default-color': 'var(--text-1)',
  '--mantine-color-default-border': 'var(--line-2)',
  '--mantine-color-default-hover': 'var(--bg-hover)',
  '--mantine-color-anchor': 'var(--accent-text)',
  '--mantine-color-error': 'var(--danger-fg)',
  '--mantine-primary-color-filled': 'var(--accent)',
  '--mantine-primary-color-filled-hover': 'var(--accent-hover)',
};

export const cssVariablesResolver: CSSVariablesResolver = () => ({ variables: {}, light: roles, dark: roles });
