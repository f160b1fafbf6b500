import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { makeFolder } from 'ciam-config';
import { collect } from './collect.ts';
import { documents } from './documents.ts';
import { importsOf, isList, prunedList } from './imports.ts';
import { libPath, type Project } from './project.ts';
import { projectFiles } from './project-files.ts';
import { type App, folderOfPackage, packageOf, root, sourceText } from './repository.ts';
import { inOwnWords } from './own-words.ts';
import { packEmulator } from './pack-emulator.ts';

export interface CopyOptions {
  app: App;
  /** The folder of the project, which must be empty or not exist. */
  folder: string;
  /** The name in its package.json. Default: the folder's. */
  name?: string | undefined;
}

export interface Copy {
  folder: string;
  name: string;
  /** The written files, relative to the folder. */
  files: string[];
}

export type FolderErrorCode = 'folder_not_empty' | 'folder_in_repository';

/** The folder cannot take a project. */
export class FolderError extends Error {
  override readonly name = 'FolderError';
  readonly code: FolderErrorCode;

  constructor(code: FolderErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Writes an independent project: the app, the modules that it needs below `lib/`, its tests, and the emulator that they
 * use.
 *
 * @throws {FolderError} when the folder is inside this repository or not empty
 * @throws {Error} of the file system
 */
export async function copyApp({ app, folder, name = nameFor(folder) }: CopyOptions): Promise<Copy> {
  const target = resolve(folder);
  // Package managers would take it for a part of this workspace.
  if (isInRepository(target)) {
    const message = 'The folder is inside this repository. Name a folder outside of it, such as ../shop.';
    throw new FolderError('folder_in_repository', message);
  }
  if (existsSync(target) && readdirSync(target).length > 0) {
    const message = `${folder} is not empty. Name a folder that is empty or does not exist yet.`;
    throw new FolderError('folder_not_empty', message);
  }
  const collection = collect(app);
  makeFolder(target, 0o777);
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    writeFileSync(join(target, path), text);
  };

  const appFolder = join(root, 'apps', app);
  for (const file of collection.appFiles) write(relative(appFolder, file), moduleText(file, name));
  for (const file of collection.libFiles) write(libPath(file), moduleText(file, name));
  for (const { source } of collection.entries.values()) {
    const isCopied = (specifier: string): boolean => collection.libFiles.has(resolve(dirname(source), specifier));
    if (isList(source)) write(libPath(source), prunedList(source, isCopied));
  }
  for (const assets of ['views', 'public']) {
    if (existsSync(join(appFolder, assets))) cpSync(join(appFolder, assets), join(target, assets), { recursive: true });
  }
  const tarball = await packEmulator(join(target, 'vendor'));
  const project: Project = { app, name, collection, tarball };
  for (const [path, text] of [...projectFiles(project), ...documents(project)]) write(path, text);
  return { folder: target, name, files: readdirSync(target, { recursive: true, encoding: 'utf8' }).sort() };
}

function isInRepository(target: string): boolean {
  const path = relative(root, target);
  return path.split(sep)[0] !== '..' && !isAbsolute(path);
}

/** Returns the text of a module, with imports of this repository's packages replaced by their paths in the copy. */
function moduleText(file: string, name: string): string {
  let text = sourceText(file);
  for (const { specifier, start, end } of importsOf(file).toReversed()) {
    if (isInLib(specifier)) text = `${text.slice(0, start)}'#${specifier}'${text.slice(end)}`;
  }
  return inOwnWords(text, name);
}

function isInLib(specifier: string): boolean {
  const name = packageOf(specifier);
  return !specifier.startsWith('.') && name !== 'ciam-emulator' && folderOfPackage(name) !== undefined;
}

/** Derives a valid npm name from that of the folder. */
function nameFor(folder: string): string {
  return (
    basename(resolve(folder))
      .toLowerCase()
      .replaceAll(/[^a-z0-9._-]+/g, '-')
      .replace(/^[._-]+/, '') || 'app'
  );
}
