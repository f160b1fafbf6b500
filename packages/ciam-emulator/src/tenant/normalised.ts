import type { FileApplication, TenantFile } from './tenant-file.ts';

/** Addresses as Entra keeps them: `http://localhost:3000` with a slash at its end, and no `..` in a path. */
export function normalised(file: TenantFile): TenantFile {
  return { ...file, applications: file.applications.map(withAddresses) };
}

function withAddresses(application: FileApplication): FileApplication {
  const { web, spa, publicClient } = application;
  return {
    ...application,
    ...(web && {
      web: {
        ...web,
        redirectUris: web.redirectUris.map(address),
        ...(web.logoutUrl === undefined ? {} : { logoutUrl: address(web.logoutUrl) }),
      },
    }),
    ...(spa && { spa: { redirectUris: spa.redirectUris.map(address) } }),
    ...(publicClient && { publicClient: { redirectUris: publicClient.redirectUris.map(address) } }),
  };
}

/** An http or https address in its normal form; anything else, such as `msal1234://auth`, stays as it is. */
export function address(text: string): string {
  return /^https?:/.test(text) && URL.canParse(text) ? new URL(text).href : text;
}
