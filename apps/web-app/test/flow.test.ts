import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Emulator, startEmulator } from 'ciam-emulator';
import { afterAll, beforeAll, expect, test } from 'vitest';

let tenant: Emulator;
beforeAll(async () => {
  tenant = await startEmulator();
});
afterAll(() => tenant.close());

/** Starts the app on a free port, and stops it in the end. */
async function startApp() {
  const port = 20_000 + (process.pid % 10_000);
  const env = {
    PATH: process.env['PATH'],
    TENANT_SUBDOMAIN: 'contoso',
    AUTHORITY: tenant.authority,
    WEB_APP_CLIENT_ID: '00001111-aaaa-2222-bbbb-000000000001',
    WEB_APP_CLIENT_SECRET: 'emulator-only-not-a-secret',
    WEB_APP_PORT: String(port),
  };
  const child = spawn(process.execPath, [join(import.meta.dirname, '..')], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      if (output.includes(`http://localhost:${port}`)) resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('close', () => reject(new Error(output)));
  });
  return {
    url: `http://localhost:${port}`,
    [Symbol.asyncDispose]: async () => {
      child.removeAllListeners('close').kill();
      await new Promise((resolve) => void child.once('close', resolve));
    },
  };
}

/** A browser's cookies, for one site. */
function createVisitor(origin: string) {
  const cookies = new Map<string, string>();
  return async (
    path: string,
    init: { method?: string; body?: URLSearchParams; headers?: Record<string, string> } = {},
  ): Promise<Response> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(new URL(path, origin), {
      ...init,
      redirect: 'manual',
      headers: { ...init.headers, cookie },
    });
    for (const header of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
      cookies.set(name, value);
    }
    return response;
  };
}

test('signs a user in and shows who it is', { timeout: 60_000 }, async () => {
  await using app = await startApp();
  const visit = createVisitor(app.url);
  const authorizeUrl = (await visit('/auth/signin')).headers.get('location') ?? '';
  expect(authorizeUrl).toContain(tenant.authority);
  const { url, fields } = await tenant.control.signIn(authorizeUrl, 'ada@contoso.com');
  const response = await visit(new URL(url).pathname, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { origin: app.url },
  });
  expect([302, 303]).toContain(response.status);
  expect(await (await visit('/')).text()).toContain('Ada');
});
