import { appendFile, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from 'ciam-emulator';
import { freePort, startProgram } from 'test-support';
import { expect, test } from 'vitest';

const app = join(import.meta.dirname, '..');
const root = join(app, '../..');

/** A checkout whose app can be edited; the packages are those of this one. */
async function checkout(): Promise<{ folder: string } & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'dev-'));
  const copy = join(folder, 'apps/web-app');
  await mkdir(copy, { recursive: true });
  for (const each of ['src', 'dist', 'views', 'public', 'dev.mjs', 'start.cjs', 'package.json', 'tsconfig.json']) {
    await cp(join(app, each), join(copy, each), { recursive: true, preserveTimestamps: true });
  }
  // With a newer time, the compiler would write the packages again while other tests run.
  for (const each of ['pnpm-workspace.yaml', 'tsconfig.base.json']) {
    await cp(join(root, each), join(folder, each), { preserveTimestamps: true });
  }
  for (const each of ['packages', 'node_modules', 'apps/web-app/node_modules']) {
    await symlink(join(root, each), join(folder, each));
  }
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

async function change(path: string, from: string, to: string): Promise<void> {
  const text = await readFile(path, 'utf8');
  expect(text).toContain(from);
  await writeFile(path, text.replace(from, to));
}

test('in development an edit shows at the next request: style, view, partial and .env', async () => {
  await using tenant = await startEmulator();
  await using copied = await checkout();
  const folder = join(copied.folder, 'apps/web-app');
  const [first, second, third] = [await freePort(), await freePort(), await freePort()];
  const env = {
    TENANT_SUBDOMAIN: 'contoso',
    AUTHORITY: tenant.authority,
    WEB_APP_CLIENT_ID: '00001111-aaaa-2222-bbbb-000000000001',
    WEB_APP_CLIENT_SECRET: 'emulator-only-not-a-secret',
  };
  const own = join(folder, '.env');
  await writeFile(own, `WEB_APP_PORT=${first}\n`);
  await using running = startProgram(process.execPath, [join(folder, 'dev.mjs')], { env });
  // A signal ends the compiler and the app, too.
  await using _ = { [Symbol.asyncDispose]: async () => void (running.child.kill('SIGINT') && (await running.exited)) };
  /** The compiler's first build may start the app a second time, so an address may not respond at once. */
  const shows = async (path: string, text: string, port = first): Promise<void> => {
    const page = async (): Promise<string> => (await fetch(`http://localhost:${port}${path}`)).text();
    await expect.poll(() => page().catch(() => ''), { timeout: 60_000 }).toContain(text);
  };
  await shows('/', 'Welcome');
  // The compiler's first build starts the app again, which would also show the edits.
  await running.printed(/Found 0 errors/);
  const starts = (): number => running.output.stdout.split('Listening on').length;
  let known = 0;
  await expect.poll(() => known === (known = starts()), { interval: 3_000, timeout: 60_000 }).toBe(true);
  await shows('/', 'Welcome');

  await appendFile(join(folder, 'public/style.css'), '/* edited style */');
  await shows('/assets/style.css', 'edited style');
  const style = await fetch(`http://localhost:${first}/assets/style.css`);
  expect(style.headers.get('cache-control')).toBe('public, max-age=0');
  await change(join(folder, 'views/home.hbs'), 'Welcome', 'Edited view');
  await shows('/', 'Edited view');
  await change(join(folder, 'views/partials/footer.hbs'), 'A sample', 'Edited partial');
  await shows('/', 'Edited partial');
  expect(starts()).toBe(known);

  await writeFile(own, `WEB_APP_PORT=${second}\n`);
  await shows('/', 'Edited view', second);
  await rm(own);
  await writeFile(join(copied.folder, '.env'), `WEB_APP_PORT=${third}\n`);
  await shows('/', 'Edited view', third);
});
