import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inOwnWords } from './own-words.ts';
import type { Project } from './project.ts';
import { type App, root } from './repository.ts';

const templates = join(import.meta.dirname, '../templates');

/** Returns the files for people, each with path and text. */
export function documents(project: Project): [string, string][] {
  const { app, name } = project;
  const readme = [`${app}.md`, 'common.md'].map((part) => readFileSync(join(templates, part), 'utf8')).join('\n');
  return [
    ['README.md', readme.replaceAll('{{name}}', name)],
    ['.env.example', inOwnWords(environmentExample(project), name)],
    ['LICENSE', readFileSync(join(root, 'LICENSE'), 'utf8')],
  ];
}

/** The sections of the repository's `.env.example` for each app. An app that calls the API also gets its settings. */
const sections: Record<App, readonly string[]> = {
  'web-app': ['The tenant', 'Web app', 'Every server', 'Network'],
  'device-code': ['The tenant', 'Device-code app', 'Network'],
  daemon: ['The tenant', 'Daemon', 'Network'],
};

const intro = `# Copy this file to .env. Its values are for the local tenant that \`npm run tenant\` starts.
# The comments say where to find the values for your own tenant.
`;

function environmentExample({ app, collection }: Project): string {
  const example = readFileSync(join(root, '.env.example'), 'utf8');
  const [, ...all] = example.split(/^# --- /m);
  const chosen = all.filter((section) => sections[app].some((title) => section.startsWith(`${title} -`)));
  const text = chosen.map((section) => `\n# --- ${section.trimEnd()}\n`).join('');
  const sources = [...collection.appFiles].map((file) => readFileSync(file, 'utf8')).join('');
  const api = ['API_CLIENT_ID', 'API_ENDPOINT']
    .filter((name) => sources.includes(name) && !text.includes(`${name}=`))
    .map((name) => new RegExp(`^# .+\\n(?:# )?${name}=.*\\n`, 'm').exec(example)?.[0] ?? '');
  return intro + text + (api.length > 0 ? `\n${api.join('')}` : '');
}
