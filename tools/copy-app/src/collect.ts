import { existsSync, readdirSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { importsOf, isList } from './imports.ts';
import { type App, folderOfPackage, installedVersion, packageOf, root, sourceOf } from './repository.ts';

/** The parts of a copied app. */
export interface Collection {
  /** The app's own modules and tests: absolute paths. */
  appFiles: Set<string>;
  /** The reachable modules of packages in this repository, as absolute paths. */
  libFiles: Set<string>;
  /** By specifier, such as `ciam-msal`: the source of its entry, and the exports that are used. */
  entries: Map<string, { source: string; names: Set<string> }>;
  /** Packages of the registry with their versions: those of the app, and additional ones for its tests. */
  dependencies: Map<string, string>;
  devDependencies: Map<string, string>;
}

/** Published separately, so tests may use it as a package. */
const emulator = 'ciam-emulator';

/** Follows the imports of an app, module by module and, through the entries of packages, export by export. */
export function collect(app: App): Collection {
  const folder = join(root, 'apps', app);
  const collection: Collection = {
    appFiles: new Set(),
    libFiles: new Set(),
    entries: new Map(),
    dependencies: new Map(),
    devDependencies: new Map(),
  };
  follow(join(folder, 'src/index.ts'), collection, collection.dependencies);
  for (const test of testsOf(folder)) {
    if (travels(test, collection, folder)) follow(test, collection, collection.devDependencies);
  }
  for (const name of collection.dependencies.keys()) collection.devDependencies.delete(name);
  return collection;
}

function follow(file: string, collection: Collection, versions: Map<string, string>): void {
  const { appFiles, libFiles } = collection;
  const files = file.startsWith(join(root, 'apps')) ? appFiles : libFiles;
  if (files.has(file)) return;
  files.add(file);
  for (const { specifier, names } of importsOf(file)) {
    if (isBuiltin(specifier)) continue;
    if (specifier.startsWith('.')) follow(resolve(dirname(file), specifier), collection, versions);
    else if (packageOf(specifier) === emulator) continue;
    else if (folderOfPackage(packageOf(specifier))) enter(specifier, names, collection, versions);
    else versions.set(packageOf(specifier), `^${installedVersion(packageOf(specifier), projectOf(file))}`);
  }
}

/** Follows the entry of a package to the modules whose exports are used. */
function enter(
  specifier: string,
  names: readonly string[] | undefined,
  collection: Collection,
  versions: Map<string, string>,
): void {
  const source = sourceOf(specifier);
  const entry = collection.entries.get(specifier) ?? { source, names: new Set() };
  collection.entries.set(specifier, entry);
  for (const name of names ?? exportsOf(source)) entry.names.add(name);
  for (const module of modulesBehind(source, (name) => entry.names.has(name))) follow(module, collection, versions);
}

/**
 * Returns the modules behind an entry that provide some of its exports: the entry itself, unless it only re-exports
 * others.
 */
function modulesBehind(entry: string, isUsed: (name: string) => boolean): string[] {
  if (!isList(entry)) return [entry];
  return importsOf(entry)
    .filter(({ names = [] }) => names.some(isUsed))
    .map(({ specifier }) => resolve(dirname(entry), specifier));
}

function exportsOf(entry: string): string[] {
  return importsOf(entry).flatMap(({ names = [] }) => names);
}

/** Whether a test needs only what the app itself loads, the registry and the emulator. */
function travels(test: string, collection: Collection, folder: string, seen = new Set<string>()): boolean {
  if (seen.has(test) || collection.appFiles.has(test)) return true;
  seen.add(test);
  return importsOf(test).every(({ specifier, names }) => {
    if (isBuiltin(specifier) || packageOf(specifier) === emulator) return true;
    if (specifier.startsWith('.')) {
      const file = resolve(dirname(test), specifier);
      return file.startsWith(folder) && !isUnloaded(file, collection) && travels(file, collection, folder, seen);
    }
    if (!folderOfPackage(packageOf(specifier))) return true;
    const source = sourceOf(specifier);
    const used = names ?? exportsOf(source);
    return modulesBehind(source, (name) => used.includes(name)).every((file) => collection.libFiles.has(file));
  });
}

/** Whether a module belongs to the app but is never loaded by it. */
function isUnloaded(file: string, { appFiles }: Collection): boolean {
  return /[/\\]src[/\\]/.test(file) && !appFiles.has(file);
}

function testsOf(folder: string): string[] {
  return ['src', 'test']
    .map((each) => join(folder, each))
    .filter((each) => existsSync(each))
    .flatMap((each) => readdirSync(each, { recursive: true, encoding: 'utf8' }).map((name) => join(each, name)))
    .filter((file) => /(?<!\.long|readme)\.test\.ts$/.test(file));
}

function isBuiltin(specifier: string): boolean {
  return specifier.startsWith('node:') || builtinModules.includes(specifier);
}

/** Returns the folder of the project that contains a module. */
function projectOf(file: string): string {
  const [parent = '', name = ''] = file.slice(root.length + 1).split(/[/\\]/);
  return join(root, parent, name);
}
