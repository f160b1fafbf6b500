import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTenantFile, type TenantFile } from 'ciam-emulator/tenant-file';

const json: unknown = JSON.parse(readFileSync(join(import.meta.dirname, 'foreign-tenant.json'), 'utf8'));

/** A tenant file with none of our names: a single-page app, a web app, an API and two user flows. */
export function foreignFile(variables: Record<string, string> = {}): Promise<TenantFile> {
  return parseTenantFile(json, variables);
}
