import { fileURLToPath } from 'node:url';
import type { Emulator } from 'ciam-emulator';
import { freePort, startProgram, until, type Program } from 'test-support';
import { onTestFinished } from 'vitest';
import { apiClientId } from './callers.ts';

const packageFolder = fileURLToPath(new URL('../..', import.meta.url));

export interface ApiProgram {
  program: Program;
  /** Without a trailing slash. */
  url: string;
}

/** The API as its users start it, a process of its own. @param throughShell arguments of `sh`, before the program's folder */
export function runApi(env: Record<string, string>, throughShell?: string[]): Program {
  return throughShell
    ? startProgram('sh', [...throughShell, packageFolder], { env })
    : startProgram(process.execPath, [packageFolder], { env });
}

export function settingsFor(tenant: Pick<Emulator, 'authority'>, databaseUrl: string): Record<string, string> {
  return {
    TENANT_SUBDOMAIN: 'contoso',
    AUTHORITY: tenant.authority,
    API_CLIENT_ID: apiClientId,
    DATABASE_URL: databaseUrl,
  };
}

/** Starts it on a free port; resolves once it responds. It ends with the test. */
export async function startApiProgram(env: Record<string, string>, throughShell?: string[]): Promise<ApiProgram> {
  const apiPort = await freePort();
  const program = runApi({ ...env, API_PORT: String(apiPort) }, throughShell);
  onTestFinished(() => program[Symbol.asyncDispose]());
  const url = `http://127.0.0.1:${apiPort}`;
  await until(async () => {
    const { exitCode, signalCode } = program.child;
    if (exitCode !== null || signalCode !== null) throw new Error(`The API ended:\n${program.output.stderr}`);
    return responds(`${url}/healthz`);
  }, 'The API does not respond.');
  return { program, url };
}

async function responds(url: string): Promise<boolean> {
  return fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
}
