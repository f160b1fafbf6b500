/** Phrases about this repository, and their replacements in a project of its own. */
const replacements: readonly [RegExp, string][] = [
  [/Start the API: pnpm demo, or pnpm --filter todolist-api start\./g, 'Start the API.'],
  [/pnpm demo, or pnpm emulator|pnpm demo or pnpm emulator|pnpm demo|pnpm emulator/g, 'npm run tenant'],
  [/node apps\/(?:device-code|daemon|web-app)/g, 'node .'],
  [
    /in this repository a copy of \.env\.example at the root, elsewhere a file in the program's folder/g,
    'a copy of .env.example',
  ],
  [/`pnpm start -- --json` passes/g, '`npm start -- -- --json` passes'],
  [/apps\/(?:device-code|daemon|web-app)\/\.env, which overrides the \.env of the repository/g, '.env'],
];

/**
 * Rewrites a text about this repository for a project of its own.
 *
 * @param name the name of the project and of its folder in the user's cache
 */
export function inOwnWords(text: string, name: string): string {
  const folder = name.replaceAll(/[^a-z0-9._-]+/g, '-').replace(/^[._-]+/, '');
  return replacements
    .reduce((all, [pattern, own]) => all.replaceAll(pattern, own), text)
    .replaceAll('external-id-samples', folder);
}
