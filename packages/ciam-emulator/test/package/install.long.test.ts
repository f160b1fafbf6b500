import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMissing, runProgram } from 'test-support';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packEmulator, type Tarball } from './tarball.ts';

const signsIn = `
import { startEmulator } from 'ciam-emulator';

const tenant = await startEmulator();
const request = new URLSearchParams({
  client_id: '00001111-aaaa-2222-bbbb-000000000001',
  redirect_uri: 'http://localhost:3000/auth/redirect',
  response_type: 'code',
  scope: 'openid',
});
const authorizeUrl = \`\${tenant.authority}\${tenant.tenantId}/oauth2/v2.0/authorize?\${request.toString()}\`;
const { fields } = await tenant.control.signIn(authorizeUrl, 'ada@contoso.com');
`;

describe.skipIf((await isMissing('npm')) || (await isMissing('tar')))('the packed emulator', () => {
  // A stranger's empty folder and empty home.
  const folder = mkdtempSync(join(tmpdir(), 'strangers-'));
  const env = { HOME: join(folder, 'home') };
  let tarball: Tarball;
  afterAll(() => {
    rmSync(folder, { recursive: true });
    tarball[Symbol.dispose]();
  });

  const write = (file: string, text: string): void => writeFileSync(join(folder, file), text);
  const expectRun = async (command: string, ...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await runProgram(command, args, { cwd: folder, env });
    expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
    return stdout;
  };

  beforeAll(async () => {
    tarball = await packEmulator();
    mkdirSync(env.HOME);
    write('package.json', '{ "type": "module", "private": true }\n');
    await expectRun('npm', 'install', '--save-dev', tarball.path);
  }, 300_000);

  test('installing it brings one package', () => {
    const lock: { packages: object } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
    expect(Object.keys(lock.packages)).toEqual(['', 'node_modules/ciam-emulator']);
    expect(readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
      'ciam-emulator',
    ]);
  });

  test('its types compile in a strict project that checks every declaration', async () => {
    await expectRun('npm', 'install', '--save-dev', 'typescript', '@types/node@20');
    write('strict.ts', `${signsIn}\nexport const code: string | undefined = fields['code'];\nawait tenant.close();\n`);
    const strict = [
      '--strict',
      '--exactOptionalPropertyTypes',
      '--noUncheckedIndexedAccess',
      '--skipLibCheck',
      'false',
    ];
    const target = ['--noEmit', '--module', 'nodenext', '--target', 'es2023', '--types', 'node'];
    await expectRun('npx', 'tsc', ...strict, ...target, 'strict.ts');
  });

  test('ten lines of Vitest sign a user in', async () => {
    await expectRun('npm', 'install', '--save-dev', 'vitest');
    const body = `import { expect, test } from 'vitest';\n${signsIn}\ntest('signs in', async () => {\n  expect(fields.code).toBeTruthy();\n  await tenant.close();\n});\n`;
    write('sign-in.test.js', body);
    expect(await expectRun('npx', 'vitest', 'run')).toMatch(/1 passed/);
  });

  test('Jest, which requires CommonJS, starts it', async () => {
    await expectRun('npm', 'install', '--save-dev', 'jest');
    write('jest.config.json', '{ "testMatch": ["**/*.jest.cjs"] }');
    write(
      'start.jest.cjs',
      `const { startEmulator } = require('ciam-emulator');\ntest('starts', async () => {\n  const tenant = await startEmulator();\n  expect(tenant.subdomain).toBe('contoso');\n  await tenant.close();\n});\n`,
    );
    await expectRun('npx', 'jest', '--config', 'jest.config.json');
  });

  test('its command answers', async () => {
    expect(await expectRun('npx', 'ciam-emulator', '--help')).toContain('--port');
    expect(await expectRun('npx', 'ciam-emulator', '--version')).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
