import type { Application } from './model.ts';
import type { TenantFile } from './tenant-file.ts';

/** Normalizes addresses like Entra: `http://localhost:3000` gets a trailing slash, and `..` in paths is resolved. */
export function normalized(file: TenantFile): TenantFile {
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

/** Normalizes an http or https address. Any other, such as `msal1234://auth`, stays unchanged. */
export function address(text: string): string {
  return /^https?:/.test(text) && URL.canParse(text) ? new URL(text).href : text;
}
