import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { enums, types } from './graph-stand-in/metadata.ts';

/** Microsoft's own metadata of Graph v1.0, kept beside the repository. */
const places = ['../../../../shared', '../../../../../shared'].map((folder) =>
  resolve(import.meta.dirname, folder, 'graph/types.json'),
);
const published = places.find((path) => existsSync(path)) ?? '';

interface Published {
  types: Record<string, { base?: string; properties: Record<string, string>; navigation?: Record<string, string> }>;
  enums: Record<string, string[]>;
}

const absent = published === '';
if (absent) process.stderr.write('Skipped: the metadata of Microsoft Graph is not beside this repository.\n');

test.skipIf(absent)('what the stand-in knows is what Microsoft Graph publishes', () => {
  const metadata = JSON.parse(readFileSync(published, 'utf8')) as Published;
  for (const [name, type] of Object.entries(types)) {
    const theirs = metadata.types[name];
    expect({ name, base: theirs?.base }).toEqual({ name, base: type.base });
    expect({ name, ...theirs?.properties }).toMatchObject({ name, ...type.properties });
    expect({ name, ...theirs?.navigation }).toMatchObject({ name, ...type.navigation });
  }
  expect(metadata.enums).toMatchObject(enums);
});
