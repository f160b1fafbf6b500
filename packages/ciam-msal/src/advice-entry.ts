/** What usually causes an error, what to change, and where Microsoft explains it. */
export interface AdviceEntry {
  cause: string;
  fix: string;
  link: string;
}

const learn = 'https://learn.microsoft.com';

/** A page below learn.microsoft.com. */
export const page = {
  entra: (path: string): string => `${learn}/entra/${path}`,
  identityPlatform: (path: string): string => `${learn}/entra/identity-platform/${path}`,
  externalId: (path: string): string => `${learn}/entra/external-id/customers/${path}`,
  troubleshoot: (path: string): string => `${learn}/troubleshoot/entra/entra-id/app-integration/${path}`,
};
