/** What texts say of this repository, and what they say in a project of its own. */
const replacements: readonly [RegExp, string][] = [
  [/pnpm demo, or pnpm emulator|pnpm demo or pnpm emulator|pnpm demo|pnpm emulator/g, 'npm run tenant'],
  [/node apps\/(?:device-code|daemon|web-app)/g, 'node .'],
  [
    /at the root of this repository a copy of \.env\.example, elsewhere a file in the program’s folder/g,
    'a copy of .env.example',
  ],
  [/`pnpm start -- --json` passes/g, '`npm start -- -- --json` passes'],
  [/apps\/(?:device-code|daemon|web-app)\/\.env, which overrides the \.env of the repository/g, '.env'],
];

/**
 * A text without what only this repository has.
 * @param name the project's, which its folder in the user's cache has, too
 */
export function inOwnWords(text: string, name: string): string {
  const folder = name.replaceAll(/[^a-z0-9._-]+/g, '-').replace(/^[._-]+/, '');
  return replacements
    .reduce((all, [pattern, own]) => all.replaceAll(pattern, own), text)
    .replaceAll('external-id-samples', folder);
}
