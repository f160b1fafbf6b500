import { checkTenantFile, TenantConfigurationError } from './configuration.ts';
import { fileReferenceProblems } from './file-references.ts';
import { normalised } from './normalised.ts';
import type { TenantFile } from './tenant-file.ts';
import { substitute, type Variables } from './variables.ts';

/**
 * A tenant file with the variables put in, checked, its addresses as Entra keeps them.
 *
 * @throws {TenantConfigurationError} naming every path that is wrong and what was expected there
 */
export async function parseTenantFile(
  json: unknown,
  variables: Variables | ((folder: string | undefined) => Variables),
): Promise<TenantFile> {
  const { value, problems } = substitute(json, variables);
  if (problems.length > 0) throw new TenantConfigurationError(problems);
  const file = normalised(await checkTenantFile(value));
  const unresolved = fileReferenceProblems(file);
  if (unresolved.length > 0) throw new TenantConfigurationError(unresolved);
  return file;
}
