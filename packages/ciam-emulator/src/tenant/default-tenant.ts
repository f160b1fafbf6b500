import { existsSync, readFileSync } from 'node:fs';

import { localTenant } from './local-tenant.ts';
import type { TenantConfig } from './model.ts';
import { normalised } from './normalised.ts';
import type { TenantFile } from './tenant-file.ts';
import { expand, type Variables } from './variables.ts';

/** `tenant.json` as it was packed with this package; in a checkout the one at its root. */
export const defaultTenantFile: URL =
  [new URL('../../tenant.json', import.meta.url), new URL('../../../../tenant.json', import.meta.url)].find((url) =>
    existsSync(url),
  ) ?? new URL('../../tenant.json', import.meta.url);

/** The tenant that the emulator runs when it is given none: `contoso`, with the applications of the samples. */
export const defaultTenant: TenantConfig = defaultTenantWith({});

/** The same, with what variables such as `REDIRECT_URI` say. */
export function defaultTenantWith(variables: Variables): TenantConfig {
  const file: TenantFile = JSON.parse(readFileSync(defaultTenantFile, 'utf8'), (_name, value: unknown) =>
    typeof value === 'string' ? expand(value, variables, () => undefined) : value,
  );
  // Tests hold the file to its schema.
  return localTenant(normalised(file));
}
