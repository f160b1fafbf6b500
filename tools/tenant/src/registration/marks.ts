import type { FileApplication, TenantFile } from 'ciam-emulator/tenant-file';

/**
 * The marks by which `register` finds what it created, whatever an administrator calls it: tags on applications, and a
 * unique name. Nothing without a mark is ever changed.
 */
export function tagOf(file: TenantFile, application?: Pick<FileApplication, 'name'>): string {
  return application ? `${file.name}:${application.name}` : file.name;
}

/** @see https://learn.microsoft.com/graph/api/application-upsert */
export function uniqueNameOf(file: TenantFile, { name }: Pick<FileApplication, 'name'>): string {
  return `${file.name}-${name}`;
}

/**
 * The mark of user flows, which have neither tags nor unique names. It is the first part of the description, which the
 * first release also wrote.
 */
export function flowMark(file: TenantFile): string {
  return `Made by ${file.name}.`;
}
