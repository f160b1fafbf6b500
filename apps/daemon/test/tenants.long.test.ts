import { X509Certificate } from 'node:crypto';
import { createServer } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Duplex, pipeline } from 'node:stream';
import { defaultTenant, makeCertificate, startEmulator } from 'ciam-emulator';
import { decodeJwt } from 'jose';
import { runProgram, scriptedServer } from 'test-support';
import { expect, test } from 'vitest';
import { apiId, apps, daemonId, secret, startHouse } from './house.ts';

/** An HTTP proxy that leads every host to one port of this machine, as DNS would. */
async function proxyTo(port: number) {
  const asked: string[] = [];
  const sockets: Duplex[] = [];
  const proxy = createServer().on('connect', (request, socket) => {
    asked.push(request.url ?? '');
    const target = connect(port, '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
    // An error on one side ends both.
    pipeline(target, socket, target, () => undefined);
    sockets.push(target, socket);
  });
  await new Promise<void>((resolve) => void proxy.listen(0, '127.0.0.1', resolve));
  const { port: own } = proxy.address() as AddressInfo;
  return {
    asked,
    url: `http://127.0.0.1:${own}`,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        proxy.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

test('a real-shaped tenant: contoso.ciamlogin.com over TLS through a proxy, the issuer on the GUID host', async () => {
  const tls = await makeCertificate({ commonName: 'tenant', hosts: ['contoso.ciamlogin.com'], isAuthority: true });
  await using tenant = await startEmulator({ issuer: 'guid-host', tls });
  await using api = await scriptedServer({ status: 200, body: [{ id: 1, owner: 'o', description: 'Buy milk' }] });
  await using proxy = await proxyTo(tenant.port);
  const folder = mkdtempSync(join(tmpdir(), 'daemon-tls-'));
  const ca = join(folder, 'ca.crt');
  writeFileSync(ca, tls.cert);
  const env = {
    TENANT_SUBDOMAIN: 'contoso',
    // Said, because the .env of this checkout may name the local tenant.
    AUTHORITY: 'https://contoso.ciamlogin.com/',
    DAEMON_CLIENT_ID: daemonId,
    DAEMON_CLIENT_SECRET: secret,
    API_CLIENT_ID: apiId,
    API_ENDPOINT: api.url,
    HTTPS_PROXY: proxy.url,
    XDG_CACHE_HOME: folder,
  };
  const run = (more: Record<string, string>, ...args: string[]) =>
    runProgram(process.execPath, ['daemon', '--op', 'getToDos', ...args], { cwd: apps, env: { ...env, ...more } });

  const result = await run({ NODE_EXTRA_CA_CERTS: ca });
  expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining('Buy milk'), stderr: '' });
  expect(proxy.asked).toEqual(['contoso.ciamlogin.com:443', 'contoso.ciamlogin.com:443']);
  const { iss } = decodeJwt(api.received[0]?.headers.authorization?.replace('Bearer ', '') ?? '');
  expect(iss).toBe(`https://${tenant.tenantId}.ciamlogin.com/${tenant.tenantId}/v2.0`);

  const untrusted = await run({}, '--no-cache');
  expect(untrusted).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/SELF_SIGNED_CERT.*NODE_EXTRA_CA_CERTS/),
  });
  rmSync(folder, { recursive: true });
});

test('a certificate instead of a secret, in a file or in the original sample’s two settings', async () => {
  const { cert, key } = await makeCertificate({ commonName: 'daemon' });
  const daemon = { appId: daemonId, displayName: 'Sample daemon', keyCredentials: [{ certificate: cert }] };
  const applications = [...defaultTenant.applications.filter(({ appId }) => appId !== daemonId), daemon];
  await using house = await startHouse({ tenant: { applications } });
  const pem = join(house.folder, 'daemon.pem');
  const keyFile = join(house.folder, 'key.pem');
  writeFileSync(pem, cert + key);
  writeFileSync(keyFile, key);
  const thumbprint = new X509Certificate(cert).fingerprint;
  const [own, original, both, secretOnly] = await Promise.all([
    house.run(['--op', 'getToDos'], { DAEMON_CLIENT_SECRET: '', DAEMON_CLIENT_CERTIFICATE: pem }),
    house.run(['--op', 'getToDos'], {
      DAEMON_CLIENT_SECRET: '',
      CERT_THUMBPRINT: thumbprint,
      CERT_PRIVATE_KEY_FILE: keyFile,
    }),
    house.run(['--op', 'getToDos', '--no-cache', '--verbose'], { DAEMON_CLIENT_CERTIFICATE: pem }),
    house.run(['--op', 'getToDos'], {}),
  ]);
  expect(own).toMatchObject({ code: 0, stderr: '' });
  expect(original).toMatchObject({ code: 0, stderr: '' });
  expect(both).toMatchObject({ code: 0 });
  expect(both.stderr).not.toMatch(/eyJ/);
  expect(secretOnly).toMatchObject({ code: 4, stdout: '' });
});

test('a certificate that the tenant does not know exits with 4', async () => {
  await using house = await startHouse();
  const { cert, key } = await makeCertificate({ commonName: 'daemon' });
  const result = await house.run(['--op', 'getToDos'], { DAEMON_CLIENT_CERTIFICATE: cert + key });
  expect(result).toMatchObject({ code: 4, stdout: '', stderr: expect.stringMatching(/AADSTS700027/) });
  expect(result.stderr).not.toMatch(/PRIVATE KEY|eyJ/);
});

test('a token of another identity provider instead of a secret, read again for each request', async () => {
  await using provider = await startEmulator();
  const subject = 'system:serviceaccount:default:daemon';
  const audience = 'api://AzureADTokenExchange';
  const federatedIdentityCredentials = [{ name: 'cluster', issuer: provider.issuer, subject, audiences: [audience] }];
  const applications = defaultTenant.applications.map((application) =>
    application.appId === daemonId ? Object.assign({}, application, { federatedIdentityCredentials }) : application,
  );
  await using house = await startHouse({ tenant: { applications } });
  const file = join(house.folder, 'token');
  const run = async (claims: object) => {
    const assertion = await provider.control.signToken({ aud: audience, sub: subject, ...claims });
    writeFileSync(file, `${assertion}\n`);
    return house.run(['--op', 'getToDos', '--no-cache'], {
      DAEMON_CLIENT_SECRET: '',
      DAEMON_FEDERATED_TOKEN_FILE: file,
    });
  };
  expect(await run({})).toMatchObject({ code: 0, stderr: '' });
  const tokenRequest = house.control.requests.find(({ path }) => path.endsWith('/token'));
  expect(tokenRequest?.form['client_assertion_type']).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
  const refused = await run({ sub: 'system:serviceaccount:default:other' });
  expect(refused).toMatchObject({ code: 4, stdout: '', stderr: expect.stringContaining('AADSTS700213') });
  expect(refused.stderr).toContain('Subject identifier');
  expect(refused.stderr).toContain('system:serviceaccount:default:other');
});
