// Which dialog stands over the page. One at a time; whoever opens the next closes the one before.
import { create } from 'zustand';
import type { PanelName } from '../../shared/panels/registry.js';
import type { BundleOf } from '../../shared/contract/bundles.js';
import type { JsonObject } from '../../shared/contract/primitives.js';
import type { QueryTarget } from '../../shared/contract/query.js';
import type { DeviceRow } from '../../shared/contract/sync.js';
import type { StorageSubject } from '../../shared/contract/storage.js';
import type { VersionRow } from '../../shared/contract/entities.js';

/** A version as a dialog names it. */
export type NamedVersion = Pick<VersionRow, 'id' | 'collection' | 'entity' | 'project' | 'name' | 'type' | 'label' | 'ref' | 'number'>;

/** What dialogs need of a version, and no more: a row goes on changing. */
export function namedVersion({ id, collection, entity, project, name, type, label, ref, number }: VersionRow): NamedVersion {
  return { id, collection, entity, project, name, type, label, ref, number };
}

/** A place of a version in a registered model. */
export interface NamedLink {
  /** Goes through the model: `entity/project/model:v3`. */
  readonly ref: string;
  readonly model: string;
  readonly label: string;
  /** Aliases set there. */
  readonly aliases: readonly string[];
  /** The version behind it. */
  readonly version: string;
}

export interface MoveJob {
  readonly kind: 'move';
  readonly what: 'artifact' | 'model' | 'project';
  /** An id, or of a project `entity/project`. */
  readonly reference: string;
  readonly name: string;
  /** Where it stands. */
  readonly entity: string;
  readonly project: string;
}

export type DialogJob =
  | { readonly kind: 'newModel' }
  /** Where the browser of artifacts stood when it was asked for. */
  | { readonly kind: 'newCollection'; readonly project: string | null; readonly type: string | null }
  | { readonly kind: 'newRun' }
  | { readonly kind: 'logValues'; readonly run: string; readonly name: string }
  /** Oldest first: the last becomes latest. */
  | { readonly kind: 'link'; readonly versions: readonly NamedVersion[] }
  | { readonly kind: 'unlink'; readonly link: NamedLink }
  /** `version` as `collection` names it. */
  | { readonly kind: 'alias'; readonly collection: string; readonly version: NamedVersion; readonly act: 'set' | 'remove'; readonly alias: string | undefined }
  /** `alias` and `at` where they were chosen already. */
  | { readonly kind: 'rollBack'; readonly collection: string; readonly name: string; readonly alias?: string; readonly at?: number }
  | { readonly kind: 'newReport'; readonly model?: string }
  /** What a page shows, as a panel. */
  | { readonly kind: 'addToReport'; readonly panel: PanelName; readonly settings: JsonObject }
  | { readonly kind: 'addRemote' }
  | { readonly kind: 'addMirror'; readonly remote: string }
  | { readonly kind: 'promote'; readonly remote: string }
  | { readonly kind: 'moveIn'; readonly remote: string }
  | { readonly kind: 'leave'; readonly remote: string }
  | { readonly kind: 'changeRemote'; readonly remote: string }
  | { readonly kind: 'testRemote'; readonly remote: string }
  | { readonly kind: 'refill'; readonly registry: string; readonly remote: string }
  /** `holder`: the device that gives the numbers now. */
  | { readonly kind: 'numbering'; readonly remote: string; readonly holder: string }
  | { readonly kind: 'removeDevice'; readonly device: Pick<DeviceRow, 'id' | 'registry' | 'name' | 'ops'> }
  | { readonly kind: 'exportBundle'; readonly of: BundleOf; readonly what: string }
  | { readonly kind: 'importBundle'; readonly grant: string }
  | { readonly kind: 'free' }
  | { readonly kind: 'collect' }
  | { readonly kind: 'collectRemote'; readonly registry: string; readonly name: string }
  | { readonly kind: 'evict'; readonly subject: StorageSubject; readonly name: string }
  | { readonly kind: 'saveQuery'; readonly text: string; readonly of: QueryTarget }
  | { readonly kind: 'thin'; readonly collection: string; readonly name: string }
  | { readonly kind: 'ttl'; readonly collection: string; readonly name: string }
  /** `reference` of a project is `entity/project`. */
  | { readonly kind: 'rename'; readonly what: 'collection' | 'project'; readonly reference: string; readonly name: string }
  | MoveJob
  | { readonly kind: 'delete'; readonly version: NamedVersion };

interface Dialogs {
  readonly job: DialogJob | undefined;
}

export const useDialogs = create<Dialogs>(() => ({ job: undefined }));

export function openDialog(job: DialogJob): void {
  useDialogs.setState({ job });
}

export function closeDialog(): void {
  useDialogs.setState({ job: undefined });
}
