/** A small entry point for programs that only read `tenant.json`. */
export { TenantConfigurationError } from './tenant/configuration.ts';
export { defaultTenantFile } from './tenant/default-tenant.ts';
export { guidFrom } from './tenant/guid.ts';
export { localTenant } from './tenant/local-tenant.ts';
export { slug, uniqueNames } from './tenant/names.ts';
export { address } from './tenant/normalized.ts';
export { parseTenantFile } from './tenant/read-tenant-file.ts';
export { readTenantJson } from './tenant/tenant-json.ts';
export { microsoftGraphName } from './tenant/tenant-file.ts';
export type {
  FileApplication,
  FileAttribute,
  FileBranding,
  FileEnvironment,
  FilePermission,
  FileUserFlow,
  TenantFile,
} from './tenant/tenant-file.ts';
export type { Variables } from './tenant/variables.ts';
