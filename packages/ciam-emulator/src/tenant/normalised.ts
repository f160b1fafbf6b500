import type { Application } from './model.ts';
import type { TenantFile } from './tenant-file.ts';

/** Addresses as Entra keeps them: `http://localhost:3000` with a slash at its end, and no `..` in a path. */
export function normalised(file: TenantFile): TenantFile {
  return { ...file, applications: file.applications.map(withAddresses) };
}

/** An application of a file or a directory with the addresses of its platforms in that form. */
export function withAddresses<T extends Pick<Application, 'web' | 'spa' | 'publicClient'>>(application: T): T {
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
