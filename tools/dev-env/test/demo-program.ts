import { join } from 'node:path';
import { freePort } from 'test-support';
import { root } from '../src/repository.ts';

export const demo: string = join(root, 'tools/dev-env');

/** oidc-provider says one line about Node 20, which it runs on all the same. */
export function ownLines(stderr: string): string[] {
  return stderr
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('oidc-provider WARNING: Unsupported runtime'));
}

export async function ports(): Promise<Record<string, string>> {
  const [emulator, api, web] = [await freePort(), await freePort(), await freePort()];
  return { EMULATOR_PORT: String(emulator), API_PORT: String(api), WEB_APP_PORT: String(web) };
}
