import { printable, toJson, wrap } from 'cli';
import type { Options } from '../command-line.ts';
import { doctorEnvironments, programFolders, readProxied } from '../config.ts';
import { examine } from '../doctor/doctor.ts';
import type { Finding } from '../doctor/finding.ts';
import type { Program } from '../doctor/programs.ts';

export interface DoctorArguments {
  app: Program[];
  json: boolean;
}

export async function runDoctor({ app, json }: Options<DoctorArguments>): Promise<void> {
  const { environments, problems } = doctorEnvironments(app);
  const columns = process.stdout.isTTY ? process.stdout.columns : undefined;
  const findings = await examine(
    { environments, problems, folders: programFolders, proxied: readProxied() },
    (finding) => !json && process.stdout.write(line(finding, columns)),
  );
  const failed = findings.filter(({ status }) => status === 'failed').length;
  if (json) {
    const versions = { node: process.version, platform: `${process.platform} ${process.arch}` };
    process.stdout.write(toJson({ healthy: failed === 0, versions, findings }));
  } else {
    const count = `${failed} ${failed === 1 ? 'problem' : 'problems'} found.`;
    process.stdout.write(`\n${failed === 0 ? 'Nothing is wrong.' : count}\n`);
  }
  process.exitCode = failed === 0 ? 0 : 1;
}

const marks: Record<Finding['status'], string> = { passed: '✓', failed: '✗', skipped: '–' };

/** ✓, ✗ or –, what concerns whom, and below it what to do; in a pipe lines are as long as they are. */
function line({ status, program, text, fix, link }: Finding, columns: number | undefined): string {
  const details = [fix, link].filter((detail) => detail !== undefined).map((detail) => block('    ', detail, columns));
  return [block(`${marks[status]} ${(program ?? 'tenant').padEnd(11)} `, text, columns), ...details].join('');
}

function block(lead: string, text: string, columns: number | undefined): string {
  // Messages come from the tenant and the API.
  const safe = printable(text);
  const lines = columns ? wrap(safe, Math.max(columns - lead.length, 20)).map((row) => row.trimStart()) : [safe];
  return `${lead}${lines.join(`\n${' '.repeat(lead.length)}`)}\n`;
}
