import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { libPath, type Project } from './project.ts';
import { installedVersion, readManifest, root } from './repository.ts';

/** Returns the files for tools, each with path and text. */
export function projectFiles(project: Project): [string, string][] {
  return [
    ['package.json', json(manifest(project))],
    ['tsconfig.base.json', json({ compilerOptions: compilerOptions() })],
    ['tsconfig.json', json(tsconfig('src', 'dist', ['src'], [{ path: 'lib' }]))],
    ['lib/tsconfig.json', json(tsconfig('.', '../dist/lib', ['.'], []))],
    ['dev.js', developmentScript()],
    ['vitest.config.js', vitestConfig],
    ['.gitignore', 'node_modules/\ndist/\n.env\n.data/\n*.pem\n'],
    ['.dockerignore', 'node_modules/\ndist/\n.git/\n.env\n*.pem\n'],
    // For Yarn 4. Other package managers ignore it.
    ['.yarnrc.yml', 'nodeLinker: node-modules\n'],
    ['Dockerfile', dockerfile(project)],
  ];
}

function manifest({ app, name, collection, tarball }: Project): object {
  const { description } = readManifest(join(root, 'apps', app));
  const { dependencies, devDependencies, entries } = collection;
  const version = (each: string): string => `^${installedVersion(each, join(root, 'apps', app))}`;
  const types = [...dependencies.keys(), ...devDependencies.keys()]
    .map((each) => `@types/${each.replace(/^@(.+)\//, '$1__')}`)
    .flatMap((each): [string, string][] => {
      const declared = typesIn(each);
      return declared ? [[each, declared]] : [];
    });
  const tools = ['@types/node', 'typescript', 'vitest'].map((each): [string, string] => [each, version(each)]);
  return {
    name,
    version: '0.1.0',
    private: true,
    description,
    license: 'MIT',
    type: 'module',
    main: 'dist/index.js',
    engines: { node: '>=20.19.0' },
    imports: Object.fromEntries(
      [...entries].map(([specifier, { source }]) => [
        `#${specifier}`,
        { types: `./${libPath(source)}`, default: `./dist/${libPath(source).replace(/\.ts$/, '.js')}` },
      ]),
    ),
    scripts: {
      build: 'tsc -b',
      // Yarn 4 runs neither prestart nor pretest scripts.
      start: 'tsc -b && node .',
      dev: 'node dev.js',
      test: 'tsc -b && vitest run',
      tenant: 'ciam-emulator',
    },
    dependencies: sorted(dependencies),
    devDependencies: sorted([...devDependencies, ...types, ...tools, ['ciam-emulator', `file:vendor/${tarball}`]]),
  };
}

/** Returns the version of a package of types, if a project in the repository has it. */
function typesIn(name: string): string | undefined {
  const projects = [
    'apps/web-app',
    'apps/daemon',
    'packages/web-session',
    'packages/web-server',
    'packages/todolist-api',
  ];
  for (const project of projects) {
    const { dependencies, devDependencies } = readManifest(join(root, project));
    if ({ ...dependencies, ...devDependencies }[name]) return `^${installedVersion(name, join(root, project))}`;
  }
  return undefined;
}

function compilerOptions(): object {
  const base: { compilerOptions: Record<string, unknown> } = JSON.parse(
    readFileSync(join(root, 'tsconfig.base.json'), 'utf8'),
  );
  const { customConditions: _, isolatedDeclarations: __, ...options } = base.compilerOptions;
  return options;
}

function tsconfig(rootDir: string, outDir: string, include: string[], references: object[]): object {
  const base = rootDir === '.' ? '../tsconfig.base.json' : './tsconfig.base.json';
  return {
    extends: base,
    compilerOptions: { rootDir, outDir, tsBuildInfoFile: `${outDir}/.tsbuildinfo` },
    include,
    exclude: ['**/*.test.ts'],
    ...(references.length > 0 ? { references } : {}),
  };
}

/** That of the web app, which here has no `.env` but its own. */
function developmentScript(): string {
  return readFileSync(join(root, 'apps/web-app/dev.mjs'), 'utf8').replace(", '../../.env'", '');
}

const vitestConfig = `import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { exclude: ['**/node_modules/**', '**/dist/**'], testTimeout: 30_000 } });
`;

function dockerfile({ app }: Project): string {
  const parts = ['package.json', 'node_modules', 'dist', ...(app === 'web-app' ? ['views', 'public'] : [])];
  return `FROM node:24-slim AS build
WORKDIR /app
COPY . .
RUN npm install
RUN npm run build
RUN npm prune --omit=dev

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
${parts.map((part) => `COPY --from=build /app/${part} ./${part}`).join('\n')}
USER node
${app === 'web-app' ? 'EXPOSE 3000\nCMD ["node", "."]\n' : 'ENTRYPOINT ["node", "."]\n'}`;
}

function sorted(versions: Iterable<[string, string]>): Record<string, string> {
  return Object.fromEntries([...versions].toSorted(([one], [other]) => one.localeCompare(other)));
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
