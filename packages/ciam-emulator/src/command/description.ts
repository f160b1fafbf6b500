import type { Emulator } from '../start-emulator.ts';
import type { Application } from '../tenant/model.ts';

/** Describes the running tenant for people: its users, and the settings that point an app to it. */
export function describeEmulator(emulator: Emulator, caFile: string | undefined): string {
  const { authority, subdomain, tenantId, users, applications, controlUrl } = emulator;
  const width = Math.max(0, ...users.map(({ mail }) => mail.length));
  return [
    `A local External ID tenant, ${subdomain}.onmicrosoft.com, runs at`,
    `  ${authority}`,
    'It is not an identity provider: its passwords are public, and it loses all',
    'data when it stops.',
    '',
    'Users',
    ...users.map(({ mail, password }) => `  ${mail.padEnd(width)}  ${password ?? '(one-time passcode)'}`),
    '',
    'Settings to paste: those of the tenant, and those of the application that you run',
    `  TENANT_SUBDOMAIN=${subdomain}`,
    `  TENANT_ID=${tenantId}`,
    `  AUTHORITY=${authority}`,
    ...(caFile === undefined ? [] : [`  NODE_EXTRA_CA_CERTS=${caFile}`]),
    ...applications.flatMap(describeApplication),
    '',
    `Control API: ${controlUrl}/openapi.json`,
  ].join('\n');
}

function describeApplication({ appId, displayName, passwordCredentials = [] }: Application): string[] {
  const [secret] = passwordCredentials;
  return [
    '',
    `  # ${displayName}`,
    `  CLIENT_ID=${appId}`,
    ...(secret ? [`  CLIENT_SECRET=${secret.secretText}`] : []),
  ];
}

/** Describes the running tenant for programs, as one line of JSON. */
export function emulatorLine(emulator: Emulator, caFile: string | undefined): string {
  const { origin, authority, controlUrl, port, tenantId, subdomain, issuer, users, applications } = emulator;
  return JSON.stringify({
    origin,
    authority,
    controlUrl,
    port,
    tenantId,
    subdomain,
    issuer,
    ...(caFile === undefined ? {} : { caFile }),
    users,
    applications,
  });
}
