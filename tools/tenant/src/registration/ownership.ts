import type { TenantFile } from 'ciam-emulator/tenant-file';
import type { Application, DirectoryObject } from '../graph/resources.ts';
import type { Terminal } from '../terminal.ts';
import { RegistrationError } from './registration-error.ts';
import type { Settings } from './step.ts';
import type { TenantState } from './tenant-state.ts';

/** An application that carries our mark. Anyone who may register one can give it that. */
export interface Claimed {
  application: Pick<Application, 'appId' | 'displayName'>;
  owners: readonly DirectoryObject[];
}

export interface OwnershipOptions {
  terminal: Terminal;
  file: TenantFile;
  current: Settings;
  yes?: boolean | undefined;
  /** Show them only. */
  dryRun?: boolean | undefined;
  /** Application IDs that the administrator says are theirs. */
  adopt?: readonly string[] | undefined;
}

/** Whether it is the administrator's: the settings name it, or they own it, or say so. */
export function isOurs(
  { application: { appId }, owners }: Claimed,
  me: string | undefined,
  { file, current, adopt = [] }: Pick<OwnershipOptions, 'file' | 'current' | 'adopt'>,
): boolean {
  const variables = file.applications.map(({ env }) => env?.clientId).filter((name) => name !== undefined);
  const inUse = [...variables.map((name) => current[name]), ...adopt].map((id) => id?.toLowerCase());
  return inUse.includes(appId.toLowerCase()) || (me !== undefined && owners.some(({ id }) => id === me));
}

/**
 * Shows every application that may belong to someone else, before any is changed, and asks.
 *
 * @throws {RegistrationError} `not_ours` when no one confirms that they are
 */
export async function settleOwnership(state: TenantState, options: OwnershipOptions): Promise<void> {
  const { terminal, yes } = options;
  const found = Object.values(state.apps).filter((app) => app !== undefined);
  const doubtful = found.filter((app) => !isOurs(app, state.me, options));
  if (doubtful.length === 0) return;
  terminal.print('These app registrations carry the mark of this file, and may belong to someone else:');
  for (const claimed of doubtful) terminal.print(`  ? ${described(claimed)}`);
  if (options.dryRun) return;
  if (!yes && (await terminal.confirm('Are they yours, to be changed?'))) return;
  throw notOurs(doubtful.map(({ application }) => application.appId));
}

export function described({ application, owners }: Claimed): string {
  const names = owners.map(({ id, userPrincipalName, displayName }) => userPrincipalName ?? displayName ?? id);
  const whose = names.length > 0 ? `owned by ${names.join(', ')}` : 'without an owner';
  return `"${application.displayName}" (${application.appId}), ${whose}`;
}

export function notOurs(appIds: readonly string[]): RegistrationError {
  return new RegistrationError(
    'not_ours',
    'Nothing was changed: an app registration that carries the mark of this file may belong to someone else. ' +
      `If it is yours, say so: ${appIds.map((appId) => `--adopt ${appId}`).join(' ')}. ` +
      'Otherwise give this file another "name".',
  );
}
