import { checkTenantFile, TenantConfigurationError } from './configuration.ts';
import { fileReferenceProblems } from './file-references.ts';
import { normalized } from './normalized.ts';
import type { TenantFile } from './tenant-file.ts';
import { substitute, type Variables } from './variables.ts';

/**
 * Parses a tenant file: substitutes variables, validates it, and normalizes its addresses like Entra.
 *
 * @throws {TenantConfigurationError} naming every wrong path and the expected value
 */
export async function parseTenantFile(
  json: unknown,
  variables: Variables | ((folder: string | undefined) => Variables),
): Promise<TenantFile> {
  const { value, problems } = substitute(json, variables);
  if (problems.length > 0) throw new TenantConfigurationError(problems);
  const file = normalized(await checkTenantFile(value));
  const unresolved = fileReferenceProblems(file);
  if (unresolved.length > 0) throw new TenantConfigurationError(unresolved);
  return file;
}
