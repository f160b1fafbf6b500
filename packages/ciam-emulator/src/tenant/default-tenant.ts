import { existsSync, readFileSync } from 'node:fs';
import { localTenant } from './local-tenant.ts';
import type { TenantConfig } from './model.ts';
import { normalized } from './normalized.ts';
import type { TenantFile } from './tenant-file.ts';
import { expand, type Variables } from './variables.ts';

/** The `tenant.json` in this package or, in a checkout, the one at its root. */
export const defaultTenantFile: URL =
  [new URL('../../tenant.json', import.meta.url), new URL('../../../../tenant.json', import.meta.url)].find((url) =>
    existsSync(url),
  ) ?? new URL('../../tenant.json', import.meta.url);

/** The default tenant: `contoso`, with the applications of the samples. */
export const defaultTenant: TenantConfig = defaultTenantWith({});

/** Returns the default tenant with the values of variables such as `REDIRECT_URI`. */
export function defaultTenantWith(variables: Variables): TenantConfig {
  const file: TenantFile = JSON.parse(readFileSync(defaultTenantFile, 'utf8'), (_name, value: unknown) =>
    typeof value === 'string' ? expand(value, variables, () => undefined) : value,
  );
  // Tests validate the file against its schema.
  return localTenant(normalized(file));
}
