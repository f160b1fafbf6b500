import type { TenantFile } from 'ciam-emulator/tenant-file';
import type { Application, DirectoryObject, UserFlow } from '../graph/resources.ts';
import type { Terminal } from '../terminal.ts';
import type { Identity } from './identity.ts';
import { flowMark } from './marks.ts';
import { RegistrationError } from './registration-error.ts';
import type { Settings } from './step.ts';
import type { TenantState } from './tenant-state.ts';
import { flowIn } from './user-flow-steps.ts';

/** An application with our mark, which anyone who may register applications can set. */
export interface Claimed {
  application: Pick<Application, 'appId' | 'displayName' | 'createdByAppId'>;
  owners: readonly DirectoryObject[];
}

export interface OwnershipOptions {
  terminal: Terminal;
  file: TenantFile;
  current: Settings;
  yes?: boolean | undefined;
  /** Only show them. */
  dryRun?: boolean | undefined;
  /** The IDs of applications and user flows that the administrator has claimed. */
  adopt?: readonly string[] | undefined;
}

/**
 * Whether an application is the administrator's: it is in the settings, they or their program own or created it, or
 * they claim it.
 */
export function isOurs(
  { application: { appId, createdByAppId }, owners }: Claimed,
  { me, program }: Pick<Identity, 'me' | 'program'>,
  { file, current, adopt = [] }: Pick<OwnershipOptions, 'file' | 'current' | 'adopt'>,
): boolean {
  const variables = file.applications.map(({ env }) => env?.clientId).filter((name) => name !== undefined);
  const inUse = [...variables.map((name) => current[name]), ...adopt].map((id) => id?.toLowerCase());
  return (
    inUse.includes(appId.toLowerCase()) ||
    (me !== undefined && owners.some(({ id }) => id === me)) ||
    (program !== undefined && createdByAppId === program)
  );
}

/**
 * Whether a user flow is ours. User flows have no owners, so ours has our mark or one of our applications.
 *
 * @param appIds the IDs of our applications that are attached to it
 */
export function isOurFlow(
  { id, description }: Pick<UserFlow, 'id' | 'description'>,
  appIds: readonly string[],
  { file, adopt = [] }: Pick<OwnershipOptions, 'file' | 'adopt'>,
): boolean {
  return description === flowMark(file) || appIds.length > 0 || adopt.some((own) => own.toLowerCase() === id);
}

/**
 * Before any change, shows every application and user flow that may belong to someone else, and asks.
 *
 * @throws {RegistrationError} `not_ours` when no one confirms that they are the administrator's
 */
export async function settleOwnership(state: TenantState, options: OwnershipOptions): Promise<void> {
  const { terminal, yes } = options;
  const found = Object.values(state.apps).filter((app) => app !== undefined);
  const doubtful = found.filter((app) => !isOurs(app, state, options));
  const flows = doubtfulFlows(state, options);
  if (doubtful.length + flows.length === 0) return;
  terminal.print('These have the mark or a name of this file, but may belong to someone else:');
  for (const claimed of doubtful) terminal.print(`  ? app registration ${described(claimed)}`);
  for (const { id, displayName } of flows)
    terminal.print(`  ? user flow "${displayName}" (${id}), not made by this file`);
  if (options.dryRun) return;
  if (!yes && (await terminal.confirm('Are they yours, and may they be changed?'))) return;
  throw notOurs([...doubtful.map(({ application }) => application.appId), ...flows.map(({ id }) => id)]);
}

/** Returns user flows that only share their name with one in the file. */
export function doubtfulFlows(
  state: TenantState,
  options: Pick<OwnershipOptions, 'file' | 'current' | 'adopt'>,
): UserFlow[] {
  const ours = Object.values(state.apps).filter((app) => app !== undefined && isOurs(app, state, options));
  return (options.file.userFlows ?? [])
    .map((flow) => flowIn(state.flows, options.file, flow))
    .filter((flow) => flow !== undefined)
    .filter((flow) => {
      const attached = ours.filter((app) => app?.userFlow?.id === flow.id);
      return !isOurFlow(
        flow,
        attached.map((app) => app?.application.appId ?? ''),
        options,
      );
    });
}

export function described({ application, owners }: Claimed): string {
  const names = owners.map(({ id, userPrincipalName, displayName }) => userPrincipalName ?? displayName ?? id);
  const whose = names.length > 0 ? `owned by ${names.join(', ')}` : 'without an owner';
  return `"${application.displayName}" (${application.appId}), ${whose}`;
}

export function notOurs(ids: readonly string[]): RegistrationError {
  return new RegistrationError(
    'not_ours',
    'An app registration or user flow with the mark or a name of this file may belong to someone else, and was not changed. ' +
      `If it is yours, add  ${ids.map((id) => `--adopt ${id}`).join(' ')}. ` +
      'Otherwise give this file another "name", or the user flow another "displayName".',
  );
}
