import { printable } from 'terminal';
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
  const findings = await examine(
    { environments: doctorEnvironments(app), folders: programFolders, proxied: readProxied() },
    (finding) => !json && process.stdout.write(line(finding)),
  );
  const failed = findings.filter(({ status }) => status === 'failed').length;
  if (json) process.stdout.write(`${JSON.stringify({ healthy: failed === 0, findings }, null, 2)}\n`);
  else
    process.stdout.write(
      failed === 0 ? '\nNothing is wrong.\n' : `\n${failed} ${failed === 1 ? 'problem' : 'problems'} found.\n`,
    );
  process.exitCode = failed === 0 ? 0 : 1;
}

const marks: Record<Finding['status'], string> = { passed: '✓', failed: '✗', skipped: '–' };

/** ✓, ✗ or –, what concerns whom, and below it what to do. */
function line({ status, program, text, fix, link }: Finding): string {
  const details = [fix, link].filter((detail) => detail !== undefined).map((detail) => `    ${detail}\n`);
  // Messages come from the tenant and the API.
  return printable(`${marks[status]} ${(program ?? 'tenant').padEnd(11)} ${text}\n${details.join('')}`);
}
