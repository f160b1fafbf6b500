import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { get, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { freePort } from 'test-support';
import { expect, test } from 'vitest';
import { clientSecret, ids } from '../tenant.ts';
import { witnessTenant } from './witness.ts';

const modules = '/usr/lib/apache2/modules';
const isHere = existsSync('/usr/sbin/apache2') && existsSync(`${modules}/mod_auth_openidc.so`);

test.skipIf(!isHere && process.env.CI !== 'true')('mod_auth_openidc signs a user in to an Apache', async () => {
  await using place = await witnessTenant();
  const { tenant, origin, caFile } = place;
  const folder = await mkdtemp(join(tmpdir(), 'apache-'));
  const port = await freePort();
  await mkdir(join(folder, 'htdocs'));
  await writeFile(join(folder, 'htdocs', 'index.html'), 'Signed in.');
  await writeFile(
    join(folder, 'apache.conf'),
    `ServerRoot ${folder}
ServerName localhost
Listen 127.0.0.1:${port}
PidFile ${folder}/apache.pid
ErrorLog ${folder}/error.log
${['mpm_event', 'authn_core', 'authz_core', 'authz_user', 'dir', 'headers', 'auth_openidc']
  .map((name) => `LoadModule ${name}_module ${modules}/mod_${name}.so`)
  .join('\n')}
DocumentRoot ${folder}/htdocs
DirectoryIndex index.html
OIDCProviderMetadataURL ${origin}/${tenant.tenantId}/v2.0/.well-known/openid-configuration
OIDCCABundlePath ${caFile}
OIDCClientID ${ids.web}
OIDCClientSecret ${clientSecret}
OIDCRedirectURI http://localhost:${port}/auth/redirect
OIDCScope "openid profile email"
OIDCCryptoPassphrase only-for-this-witness
OIDCRemoteUserClaim preferred_username
<Location />
  AuthType openid-connect
  Require valid-user
  Header set X-Name "%{OIDC_CLAIM_name}e"
</Location>
`,
  );
  const apache = spawn('/usr/sbin/apache2', ['-f', join(folder, 'apache.conf'), '-DFOREGROUND'], { stdio: 'inherit' });
  const ended = new Promise((resolve) => apache.once('exit', resolve));
  const cookies = new Map<string, string>();
  // Without what `fetch` sends: Apache takes its requests for those of scripts, and sends scripts nowhere.
  const visit = async (path: string): Promise<{ status: number; headers: IncomingHttpHeaders; body: string }> => {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
    const headers = { accept: 'text/html', cookie };
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      get(new URL(path, `http://localhost:${port}`), { headers, agent: false }, resolve).on('error', reject);
    });
    for (const line of response.headers['set-cookie'] ?? []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    return { status: response.statusCode ?? 0, headers: response.headers, body: await text(response) };
  };
  try {
    await expect
      .poll(
        () =>
          visit('/').then(
            ({ status }) => status,
            () => 0,
          ),
        { timeout: 20_000 },
      )
      .toBe(302);
    cookies.clear();
    const begun = await visit('/');
    const { url } = await tenant.control.signIn(begun.headers.location ?? '', 'ada@contoso.com');
    const back = await visit(url);
    if (back.status !== 302) throw new Error(await readFile(join(folder, 'error.log'), 'utf8'));
    const page = await visit(back.headers.location ?? '');
    expect([page.status, page.headers['x-name'], page.body]).toEqual([200, 'Ada Lovelace', 'Signed in.']);
  } finally {
    apache.kill();
    await ended;
    await rm(folder, { recursive: true });
  }
});
