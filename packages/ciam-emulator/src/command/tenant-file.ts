import { checkTenantConfig } from '../tenant/configuration.ts';
import { localTenant } from '../tenant/local-tenant.ts';
import type { TenantConfig } from '../tenant/model.ts';
import { parseTenantFile } from '../tenant/read-tenant-file.ts';
import type { TenantFile } from '../tenant/tenant-file.ts';
import { readTenantJson } from '../tenant/tenant-json.ts';
import type { Variables } from '../tenant/variables.ts';

/**
 * Reads a tenant from a JSON file: either a `tenant.json`, or a complete configuration with all IDs, as `startEmulator`
 * takes it. The result of `exportTenant()` need not be written to a file first.
 *
 * @throws {TenantConfigurationError} when the file does not exist, is not JSON, or does not describe a tenant
 * @example
 * const tenant = await startEmulator({ config: await readTenantFile('tenant.json') });
 * await tenant.close();
 */
export async function readTenantFile(file: string | TenantFile, variables: Variables = {}): Promise<TenantConfig> {
  const json: unknown = typeof file === 'string' ? await readTenantJson(file, 'The file') : file;
  const isConfiguration = typeof json === 'object' && json !== null && 'tenantId' in json;
  return isConfiguration ? checkTenantConfig(json) : localTenant(await parseTenantFile(json, variables));
}
