// Values of a remote's form when a preset is chosen.
import type { RemoteKindInfo } from '../../../shared/contract/remotes.js';

type Preset = RemoteKindInfo['presets'][number];
export type FormValues = Readonly<Record<string, string>>;

/** What the preset before had filled in, and nobody changed since, goes; what a person typed stays unless the new one says otherwise. */
export function withPreset(values: FormValues, before: Preset | undefined, chosen: Preset | undefined): FormValues {
  const typed = Object.entries(values).filter(([name, value]) => before?.values[name] !== value);
  return { ...Object.fromEntries(typed), ...chosen?.values };
}
