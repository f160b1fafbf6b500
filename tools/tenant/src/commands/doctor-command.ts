import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { printable, toJson, wrap } from 'cli';
import type { Options } from '../options.ts';
import { doctorEnvironments, files, programFolders, readAdministratorConfig, readProxied } from '../config.ts';
import { examine } from '../doctor/doctor.ts';
import { type Finding, findingsOf } from '../doctor/finding.ts';
import { examineWithGraph } from '../doctor/graph-checks.ts';
import type { Program } from '../doctor/programs.ts';
import { parseSettings, readSettingsFile } from '../env-file.ts';
import { openTenantFile } from '../open-tenant-file.ts';
import { createTerminal } from '../terminal.ts';
import { type AdministratorArguments, connect } from './administrator-access.ts';

export interface DoctorArguments extends Pick<
  AdministratorArguments,
  'file' | 'use-device-code' | 'graph' | 'authority'
> {
  app: Program[];
  json: boolean;
  tenant: string | undefined;
}

export async function runDoctor(options: Options<DoctorArguments>): Promise<void> {
  const { app, json } = options;
  const { environments, problems } = doctorEnvironments(app);
  const columns = process.stdout.isTTY ? process.stdout.columns : undefined;
  const report = (finding: Finding): unknown => !json && process.stdout.write(line(finding, columns));
  const findings = await examine({ environments, problems, folders: programFolders, proxied: readProxied() }, report);
  for (const finding of [...(await settled(findings, options)), ...(await throughGraph(options))]) {
    findings.push(finding);
    report(finding);
  }
  const failed = findings.filter(({ status }) => status === 'failed').length;
  if (json) {
    const versions = { node: process.version, platform: `${process.platform} ${process.arch}` };
    process.stdout.write(toJson({ healthy: failed === 0, versions, findings }));
  } else {
    const count = `${failed} ${failed === 1 ? 'problem' : 'problems'} found.`;
    process.stdout.write(`\n${failed === 0 ? 'No problems found.' : count}\n`);
  }
  process.exitCode = failed === 0 ? 0 : 1;
}

/** Returns what only an administrator can see, if --tenant was given. */
async function throughGraph({ tenant, ...options }: Options<DoctorArguments>): Promise<Finding[]> {
  if (tenant === undefined) return [];
  try {
    const { file, envFile } = await openTenantFile(options.file);
    const current = parseSettings(await readSettingsFile(envFile.path));
    const graph = await connect({ ...options, tenant }, readAdministratorConfig(), createTerminal());
    return await examineWithGraph(graph, { file, current, now: Date.now() });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'interrupted') throw error;
    return [findingsOf().because('registration', error)];
  }
}

/** Points out that a tenant may not know a recent registration yet. */
async function settled(findings: readonly Finding[], { file }: Options<DoctorArguments>): Promise<Finding[]> {
  const unknown = new Set(['AADSTS700016', 'AADSTS7000215', 'AADSTS700027', 'AADSTS500011', 'AADSTS501051']);
  if (!findings.some(({ code = '' }) => unknown.has(code))) return [];
  const written = await stat(join(dirname(file ?? files.tenant), '.env')).catch(() => undefined);
  if (!written || Date.now() - written.mtimeMs > 5 * 60_000) return [];
  const text =
    'The settings were written moments ago, and it can take a few minutes until a tenant finds a new registration.';
  return [findingsOf().skipped('registered-lately', text, 'Wait five minutes, then run pnpm tenant doctor again.')];
}

const marks: Record<Finding['status'], string> = { passed: '✓', failed: '✗', skipped: '–' };

/** Formats a finding: ✓, ✗ or –, the program and the text, and below it the fix. A pipe gets unwrapped lines. */
function line({ status, program, text, fix, link }: Finding, columns: number | undefined): string {
  const details = [fix, link].filter((detail) => detail !== undefined).map((detail) => block('    ', detail, columns));
  return [block(`${marks[status]} ${(program ?? 'tenant').padEnd(11)} `, text, columns), ...details].join('');
}

function block(lead: string, text: string, columns: number | undefined): string {
  // Messages of the tenant and the API are untrusted.
  const safe = printable(text);
  const lines = columns ? wrap(safe, Math.max(columns - lead.length, 20)).map((row) => row.trimStart()) : [safe];
  return `${lead}${lines.join(`\n${' '.repeat(lead.length)}`)}\n`;
}
