import { checkTenantConfig } from '../tenant/configuration.ts';
import { localTenant } from '../tenant/local-tenant.ts';
import type { TenantConfig } from '../tenant/model.ts';
import { parseTenantFile } from '../tenant/read-tenant-file.ts';
import type { TenantFile } from '../tenant/tenant-file.ts';
import { readTenantJson } from '../tenant/tenant-json.ts';
import type { Variables } from '../tenant/variables.ts';

/**
 * Reads a tenant from a JSON file: `tenant.json`, or a configuration with every id, as `startEmulator` takes it. What
 * `exportTenant()` gives need not be written to a file first.
 * @throws TenantConfigurationError when there is no such file, no JSON in it, or something else than a tenant.
 *
 * @example
 * const tenant = await startEmulator({ config: await readTenantFile('tenant.json') });
 * await tenant.close();
 */
export async function readTenantFile(file: string | TenantFile, variables: Variables = {}): Promise<TenantConfig> {
  const json: unknown = typeof file === 'string' ? await readTenantJson(file, 'The file') : file;
  const isConfiguration = typeof json === 'object' && json !== null && 'tenantId' in json;
  return isConfiguration ? checkTenantConfig(json) : localTenant(await parseTenantFile(json, variables));
}
