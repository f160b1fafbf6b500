import type { FileApplication, TenantFile } from 'ciam-emulator/tenant-file';

/**
 * By what the things that `register` makes are found again, whatever an administrator calls them: tags on applications, and a
 * name that can be given once. Nothing without such a mark is ever changed.
 */
export function tagOf(file: TenantFile, application?: Pick<FileApplication, 'name'>): string {
  return application ? `${file.name}:${application.name}` : file.name;
}

/** @see https://learn.microsoft.com/graph/api/application-upsert */
export function uniqueNameOf(file: TenantFile, { name }: Pick<FileApplication, 'name'>): string {
  return `${file.name}-${name}`;
}

/** User flows have neither tags nor unique names; the first part is all that the first release wrote. */
export function flowMark(file: TenantFile): string {
  return `Made by ${file.name}.`;
}
