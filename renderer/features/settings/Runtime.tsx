// What this device is to others, and which versions of what are running.
import type { ReactNode } from 'react';
import { nativeBridge } from '../../api/bridge.js';
import { CopyText } from '../../ui/CopyText.js';
import { Digest } from '../../ui/Digest.js';
import type { SectionProps } from './section.js';
import css from './SettingsPage.module.css';

export function Runtime({ status: { version, device, runtime, registry } }: SectionProps): ReactNode {
  const { developmentRuntime, electron, chrome } = nativeBridge().info;
  return (
    <>
      {developmentRuntime && (
        <p>
          <span className="badge warn">Development runtime</span> This window runs on Electron {electron}, a stand-in for the runtime that Cairn ships with. It is for trying and building, never for a release.
        </p>
      )}
      <dl className={`kv ${css.facts}`}>
        <dt>Cairn</dt>
        <dd className="num">{version}</dd>
        <dt>Electron</dt>
        <dd className="num">
          {electron}, Chrome {chrome}
        </dd>
        <dt>Engine</dt>
        <dd className="num">
          Node {runtime.node}
        </dd>
        <dt>System</dt>
        <dd className="num">
          {runtime.platform} {runtime.arch}
        </dd>
        <dt>Device</dt>
        <dd>
          {device.name} <Digest value={device.id} what="device id" />
        </dd>
        <dt>Fingerprint</dt>
        <dd>
          <CopyText text={device.fingerprint} what="fingerprint" />
        </dd>
        <dt>Registry</dt>
        <dd>
          {registry.name} <Digest value={registry.id} what="registry id" />
        </dd>
      </dl>
    </>
  );
}
