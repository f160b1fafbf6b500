import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';

/** The root folder of this repository. */
export const root: string = resolve(import.meta.dirname, '../../..');

export const apps = ['web-app', 'device-code', 'daemon'] as const;
export type App = (typeof apps)[number];

export interface Manifest {
  name: string;
  version: string;
  description?: string;
  exports?: Record<string, Record<string, string>>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

export function readManifest(folder: string): Manifest {
  const manifest: Manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return manifest;
}

/** Converts `@azure/msal-node/x` to `@azure/msal-node`. */
export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Returns the folder of a package in this repository, or undefined for one of the registry. */
export function folderOfPackage(name: string): string | undefined {
  return ['packages', 'tools'].map((parent) => join(root, parent, name)).find((folder) => existsSync(folder));
}

/** Returns the text of a module, or that of its template for a copy, if it refers to this repository. */
export function sourceText(file: string): string {
  const [, name = '', , ...rest] = relative(root, file).split(sep);
  const template = join(import.meta.dirname, '../templates/lib', name, ...rest);
  return readFileSync(existsSync(template) ? template : file, 'utf8');
}

/**
 * Returns the source file of a package's entry.
 *
 * @throws {Error} when the specifier is not of this repository
 */
export function sourceOf(specifier: string): string {
  const name = packageOf(specifier);
  const folder = folderOfPackage(name);
  const entry = folder && readManifest(folder).exports?.[`.${specifier.slice(name.length)}`]?.['ciam-source'];
  if (!folder || !entry) throw new Error(`${specifier} is not a package of this repository.`);
  return join(folder, entry);
}

/**
 * Returns the installed version of a registry package.
 *
 * @throws {Error} when it is not installed
 */
export function installedVersion(name: string, folder: string): string {
  const found = [folder, root].map((each) => join(each, 'node_modules', name)).find((each) => existsSync(each));
  if (!found) throw new Error(`${name} is not installed in ${folder}.`);
  return readManifest(found).version;
}
