import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ConfigurationError, loadEnvironment } from '../src/index.ts';

describe('loadEnvironment', () => {
  let root: string;
  let app: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'environment-'));
    app = join(root, 'apps', 'daemon');
    mkdirSync(app, { recursive: true });
  });
  afterEach(() => rmSync(root, { recursive: true }));

  /** A checkout in which `app` is one of the programs. */
  const writeWorkspace = (packages = 'packages:\n  - apps/*\n'): void => {
    mkdirSync(join(root, 'packages', 'ciam-config'), { recursive: true });
    writeFileSync(join(root, 'pnpm-workspace.yaml'), packages);
  };

  test('the real environment wins over the app’s file, and that over the workspace’s', () => {
    writeWorkspace();
    writeFileSync(join(root, '.env'), 'A=root\nB=root\nC=root');
    writeFileSync(join(app, '.env'), 'B=app\nC=app');
    expect(loadEnvironment(app, { C: 'real' })).toEqual({ A: 'root', B: 'app', C: 'real' });
  });

  test.each([
    ['packages:\n  - apps/*\n', true],
    ["packages:\n- 'apps/daemon' # the one\n\ncatalog:\n  axios: ^1\n", true],
    ['packages: ["apps/**", "tools/*"]\n', true],
    ['packages:\r\n  - "./apps/*/"\r\n', true],
    ['packages:\n  - "**"\n', true],
    ['', false],
    ['packages:\n  - packages/*\n', false],
    ['packages:\n  - apps/*\n  - "!apps/daemon"\n', false],
    ['packages:\n  - apps/*/more\n', false],
    ['catalog:\n  apps/*: 1\n', false],
  ])('only a workspace that lists the program sets anything: %j', (packages, lists) => {
    writeWorkspace(packages);
    writeFileSync(join(root, '.env'), 'AUTHORITY=https://stranger.example');
    expect(loadEnvironment(app, {})).toEqual(lists ? { AUTHORITY: 'https://stranger.example' } : {});
  });

  test.each<[string, string, string, Record<string, string>, Record<string, string>]>([
    [
      "the original's names nearby over ours far away",
      'WEB_APP_CLIENT_ID=far\nWEB_APP_CLIENT_SECRET=far\nDAEMON_CLIENT_CERTIFICATE=far\nWEB_APP_PORT=1',
      'CLIENT_ID=near\nCLIENT_SECRET=near\nPORT=2',
      {},
      { CLIENT_ID: 'near', CLIENT_SECRET: 'near', PORT: '2' },
    ],
    [
      'a tenant nearby without the address and ID of another',
      'TENANT_SUBDOMAIN=far\nAUTHORITY=http://127.0.0.1:4400/\nTENANT_ID=far\nAPI_CLIENT_ID=far',
      'TENANT_SUBDOMAIN=near',
      {},
      { TENANT_SUBDOMAIN: 'near', API_CLIENT_ID: 'far' },
    ],
    [
      'a secret nearby over a certificate far away',
      'DAEMON_CLIENT_CERTIFICATE=far',
      'DAEMON_CLIENT_SECRET=near',
      {},
      {
        DAEMON_CLIENT_SECRET: 'near',
      },
    ],
    [
      'the real environment, whatever the name',
      'WEB_APP_CLIENT_ID=far',
      '',
      { CLIENT_ID: 'real' },
      { CLIENT_ID: 'real' },
    ],
    [
      'an address nearby for the tenant far away',
      'TENANT_SUBDOMAIN=far',
      'AUTHORITY=near',
      {},
      {
        TENANT_SUBDOMAIN: 'far',
        AUTHORITY: 'near',
      },
    ],
    ['nothing that is empty', 'WEB_APP_CLIENT_ID=far', 'CLIENT_ID=', {}, { WEB_APP_CLIENT_ID: 'far' }],
    ['both in one file', '', 'CLIENT_ID=a\nWEB_APP_CLIENT_ID=b', {}, { CLIENT_ID: 'a', WEB_APP_CLIENT_ID: 'b' }],
  ])('the nearer place wins: %s', (_, far, near, real, expected) => {
    writeWorkspace();
    writeFileSync(join(root, '.env'), far);
    writeFileSync(join(app, '.env'), near);
    expect(loadEnvironment(app, real)).toEqual(expected);
  });

  const text = 'TENANT_SUBDOMAIN=contoso\r\nexport A="Größe 1"\r\nset B=2\r\n$env:C = "3"\r\n';
  const bigEndian = (value: string): Buffer => Buffer.from(value, 'utf16le').swap16();
  test.each<[string, Buffer]>([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${text}`)],
    ['UTF-16, as Windows PowerShell writes it', Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['UTF-16 without a byte order mark', Buffer.from(text, 'utf16le')],
    ['UTF-16, big-endian', bigEndian(`\uFEFF${text}`)],
    ['UTF-16, big-endian, without a byte order mark', bigEndian(text)],
    ['UTF-8 with a zero byte at the end', Buffer.from(`${text}\0`)],
    ['UTF-8 with a zero byte at an odd place', Buffer.from(`${text} \0`)],
    ['UTF-16 with a zero byte at the end', Buffer.concat([Buffer.from(`\uFEFF${text}`, 'utf16le'), Buffer.from([0])])],
    [
      'UTF-8 to which >> of PowerShell added',
      Buffer.concat(
        [text.slice(0, -10), text.slice(-10)].map((part, at) => Buffer.from(part, at === 0 ? 'utf8' : 'utf16le')),
      ),
    ],
    ['a batch file', Buffer.from('set "TENANT_SUBDOMAIN=contoso"\r\nset "A=Größe 1"\r\nSET B=2\r\n set "C=3" \r\n')],
    [
      'setx, setenv and fish',
      Buffer.from('setx TENANT_SUBDOMAIN contoso\nset -gx A "Größe 1"\nsetenv B 2\nset -x C 3 '),
    ],
    ['export -p', Buffer.from('declare -x TENANT_SUBDOMAIN="contoso"\ndeclare -x A="Größe 1"\nENV B=2\nC=3')],
    ['quotes of a word processor', Buffer.from('TENANT_SUBDOMAIN=“contoso”\r\nA=„Größe 1“\r\nB = ‘2’ \nC=«3»')],
    ['line ends of old Macs', Buffer.from(text.replaceAll('\r\n', '\r'))],
    [
      'what takes no room, as copied from a page',
      Buffer.from(
        '\u200BTENANT_SUBDOMAIN=contoso\u200B\nA\u00A0=\u00A0Grö\uFEFFße 1\u00A0\nB=\u200E2\n\uFEFFC=3\u2060',
      ),
    ],
    [
      'statements',
      Buffer.from('EXPORT TENANT_SUBDOMAIN="contoso";\n${env:A} = "Größe 1";\nreadonly B=\'2\';\ntypeset -x C=3'),
    ],
    ['a Dockerfile', Buffer.from('ENV TENANT_SUBDOMAIN contoso\nENV A="Größe 1"\nENV B 2\nset --export C 3')],
  ])('reads %s', (_, bytes) => {
    writeFileSync(join(app, '.env'), bytes);
    expect(loadEnvironment(app, {})).toEqual({ TENANT_SUBDOMAIN: 'contoso', A: 'Größe 1', B: '2', C: '3' });
  });

  test('names the encoding that it wants where it cannot tell', () => {
    writeFileSync(join(app, '.env'), Buffer.from('A=Größe', 'latin1'));
    expect(() => loadEnvironment(app, {})).toThrow(/neither UTF-8 nor UTF-16\. Save it as UTF-8/);
  });

  test('quotes that docker --env-file and cmd leave around a value are not part of it', () => {
    const env = { A: '"contoso"', B: "'a b' ", C: '"', D: 'say "no"' };
    expect(loadEnvironment(app, env)).toEqual({ A: 'contoso', B: 'a b', C: '"', D: 'say "no"' });
  });

  test('nor are quotes of word processors and invisible characters that were pasted with it', () => {
    const env = { A: '“contoso”', B: '\u200Bcontoso\u2060', C: '\uFEFF"a b"\u200B ', D: 'say “no”', E: '‘x’' };
    expect(loadEnvironment(app, env)).toEqual({ A: 'contoso', B: 'contoso', C: 'a b', D: 'say “no”', E: 'x' });
  });

  test.skipIf(process.platform === 'win32')('a named pipe is read while something writes to it', async () => {
    const pipe = join(app, '.env');
    execFileSync('mkfifo', [pipe]);
    const writer = spawn('sh', ['-c', `sleep 0.2; printf 'A=piped' > "$0"`, pipe]);
    expect(loadEnvironment(app, {})).toEqual({ A: 'piped' });
    await once(writer, 'close');
  });

  test.skipIf(process.platform === 'win32')('a named pipe to which nothing writes is given up', () => {
    execFileSync('mkfifo', [join(app, '.env')]);
    expect(() => loadEnvironment(app, {})).toThrow(/exists but cannot be read \(ETIMEDOUT\)/);
  });

  test.skipIf(process.platform === 'win32')('after a named pipe, Node still finds packages behind links', async () => {
    const pipe = join(app, '.env');
    execFileSync('mkfifo', [pipe]);
    const writer = spawn('sh', ['-c', `printf 'A=piped' > "$0"`, pipe]);
    const read = `const { readEnvironmentFile: read } = await import('ciam-config/env-file'); read(process.argv[1]);`;
    const code = `${read} const { default: axios } = await import('axios'); console.log(typeof axios);`;
    const cwd = join(import.meta.dirname, '..');
    expect(execFileSync(process.execPath, ['--input-type=module', '--eval', code, pipe], { cwd }).toString()).toBe(
      'function\n',
    );
    await once(writer, 'close');
  });

  test.skipIf(process.platform === 'win32')('a device in its place is empty', () => {
    for (const device of ['/dev/null', '/dev/zero']) {
      symlinkSync(device, join(app, '.env'));
      expect(loadEnvironment(app, {})).toEqual({});
      rmSync(join(app, '.env'));
    }
  });

  test('an empty value hides nothing', () => {
    writeFileSync(join(app, '.env'), 'A=file\nB=');
    expect(loadEnvironment(app, { A: '', C: '  ', D: undefined })).toEqual({ A: 'file' });
  });

  test.each(['', 'packages:\n  - apps/*\n'])(
    'two folders up counts only in our own checkout, not with %j',
    (packages) => {
      if (packages) writeFileSync(join(root, 'pnpm-workspace.yaml'), packages);
      writeFileSync(join(root, '.env'), 'A=stray');
      expect(loadEnvironment(app, {})).toEqual({});
    },
  );

  test('a file that cannot be read is a problem that names it', () => {
    mkdirSync(join(app, '.env'));
    expect(() => loadEnvironment(app, {})).toThrow(ConfigurationError);
    expect(() => loadEnvironment(app, {})).toThrow(join(app, '.env'));
  });
});
