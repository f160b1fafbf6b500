import type { Emulator } from '../start-emulator.ts';

/** What the command prints once the tenant runs: who is in it, and the settings that point an app at it. */
export function describeEmulator(emulator: Emulator, caFile: string | undefined): string {
  const { authority, subdomain, tenantId, users, applications } = emulator;
  return [
    `A local External ID tenant, ${subdomain}.onmicrosoft.com, runs at ${authority}`,
    'It is no identity provider: its passwords are public, and all it keeps is lost when it ends.',
    '',
    'Users',
    ...users.map(({ mail, password }) => `  ${mail}  ${password ?? '(one-time passcode)'}`),
    '',
    'Applications',
    ...applications.map(({ appId, displayName }) => `  ${appId}  ${displayName}`),
    '',
    'Settings to paste',
    `  TENANT_SUBDOMAIN=${subdomain}`,
    `  TENANT_ID=${tenantId}`,
    `  AUTHORITY=${authority}`,
    ...(caFile === undefined ? [] : [`  NODE_EXTRA_CA_CERTS=${caFile}`]),
    '',
    `Control API: ${authority}_emulator/openapi.json`,
  ].join('\n');
}
