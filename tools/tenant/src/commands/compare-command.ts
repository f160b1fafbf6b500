import { readEnvironment, readTenantSettings } from 'ciam-config';
import { printable } from 'cli';
import { writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Options } from '../options.ts';
import { compare } from '../compare/compare.ts';
import { table } from '../compare/differences.ts';
import { files, readCompareSettings } from '../config.ts';
import { openTenantFile } from '../open-tenant-file.ts';

export interface CompareArguments {
  file: string | undefined;
  settings: string | undefined;
  fixture: string | undefined;
}

export async function runCompare(options: Options<CompareArguments>): Promise<void> {
  const { file, envFile } = await openTenantFile(options.file, options.settings);
  const settings = readCompareSettings(envFile);
  const tenant = readEnvironment(settings, readTenantSettings);
  const folder = dirname(resolve(options.file ?? files.tenant));
  const { differences, fixture } = await compare({ tenant, file, settings, folder });
  if (options.fixture !== undefined) {
    await writeFile(options.fixture, `${JSON.stringify(fixture, undefined, 2)}\n`);
    process.stderr.write(`The responses of the tenant are in ${options.fixture}, without IDs, tokens and secrets.\n`);
  }
  const requests = Object.keys(fixture.responses).length;
  process.stdout.write(
    differences.length === 0
      ? `${requests} requests: the local tenant responds as ${tenant.authority} does.\n`
      : `${printable(table(differences))}\n\n${differences.length} differences in ${requests} requests.\n`,
  );
  if (differences.length > 0) process.exitCode = 1;
}
