import { readFile } from 'node:fs/promises';

import { TenantConfigurationError } from '../tenant/configuration.ts';
import type { TenantConfig } from '../tenant/model.ts';

/**
 * Reads a tenant from a JSON file; what is in it is checked where the tenant starts.
 * @throws TenantConfigurationError when there is no such file, or no JSON in it.
 */
export async function readTenantFile(file: string): Promise<TenantConfig> {
  try {
    const config: TenantConfig = JSON.parse(await readFile(file, 'utf8'));
    return config;
  } catch (cause) {
    const why = cause instanceof SyntaxError ? `is not JSON: ${cause.message}` : 'cannot be read';
    throw new TenantConfigurationError([`${file}: ${why}`], { cause });
  }
}
