import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse } from 'dotenv';
import { defaultTenant, startEmulator, type TenantConfig } from 'ciam-emulator';
import { runProgram } from 'test-support';
import { afterAll, expect, test } from 'vitest';
import { createCertificate } from '../src/certificate.ts';
import type { Fixture } from '../src/compare/compare.ts';
import { startProviderByHand } from './provider-by-hand.ts';

const program = resolve(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'tenant-compare-'));
afterAll(() => rmSync(folder, { recursive: true }));

const example = parse(readFileSync(resolve(import.meta.dirname, '../../../.env.example')));
const secret = example['WEB_APP_CLIENT_SECRET'] ?? '';
const observed = join(folder, 'observed.json');

/** `pnpm tenant compare`, with settings in a file. */
function compare(settings: Record<string, string>, more: string[] = []) {
  const path = join(folder, '.env');
  const lines = Object.entries({ ...example, ...settings }).map(([name, value]) => `${name}=${value}`);
  writeFileSync(path, lines.join('\n'));
  return runProgram(process.execPath, [program, 'compare', '--settings', path, '--fixture', observed, ...more], {
    env: {},
  });
}

const fixture = (): Fixture => JSON.parse(readFileSync(observed, 'utf8')) as Fixture;

test('with a provider set up by hand: its differences, field by field, and exit code 1', async () => {
  const client = { client_id: example['WEB_APP_CLIENT_ID'] ?? '', client_secret: secret };
  await using provider = await startProviderByHand(defaultTenant.tenantId, client);
  const { code, stdout } = await compare({ AUTHORITY: provider.url });
  expect(code).toBe(1);
  expect(stdout).toMatch(/^request +field +the tenant +the local tenant\n/);
  expect(stdout).toMatch(/^token of an unknown client +body\.error +invalid_client +unauthorized_client$/m);
  expect(stdout).toMatch(/^discovery +body\.code_challenge_methods_supported +\S+ +\(missing\)$/m);
  expect(stdout).toMatch(/\n\d+ differences in \d+ requests\.\n$/);
  expect(fixture()).toMatchObject({ source: 'a program on this machine', date: expect.stringMatching(/^\d{4}-/) });
  expect(readFileSync(observed, 'utf8')).not.toContain(secret);
});

test('with the local tenant: none, by secret, certificate and a token of another issuer, and exit code 0', async () => {
  const { path, certificate } = await createCertificate(join(folder, 'daemon.pem'), 'daemon');
  await using issuer = await startEmulator({ log: () => undefined });
  const trust = { name: 'main', issuer: issuer.issuer, subject: 'build', audiences: ['api://AzureADTokenExchange'] };
  const tokenFile = join(folder, 'token');
  writeFileSync(tokenFile, await issuer.control.signToken({ aud: 'api://AzureADTokenExchange', sub: 'build' }));
  const json = JSON.parse(readFileSync(resolve(program, '../../tenant.json'), 'utf8')) as {
    applications: { name: string }[];
  };
  const applications = json.applications.map((app) =>
    app.name === 'daemon' ? { ...app, federatedIdentityCredentials: [trust] } : app,
  );
  const file = join(folder, 'tenant.json');
  writeFileSync(file, JSON.stringify({ ...json, applications }));
  const config: TenantConfig = structuredClone(defaultTenant);
  const daemon = config.applications.find(({ appId }) => appId === example['DAEMON_CLIENT_ID']);
  Object.assign(daemon ?? {}, {
    keyCredentials: [{ certificate: certificate.toString() }],
    federatedIdentityCredentials: [trust],
  });
  await using emulator = await startEmulator({ config, log: () => undefined });

  const settings = {
    AUTHORITY: emulator.authority,
    DAEMON_CLIENT_CERTIFICATE: path,
    DAEMON_FEDERATED_TOKEN_FILE: tokenFile,
  };
  const { code, stdout, stderr } = await compare(settings, ['--file', file]);
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^\d+ requests: the local tenant responds as /),
  });
  expect(stderr).toContain('without IDs, tokens and secrets');
  const { responses } = fixture();
  for (const kind of ['', ' by certificate', ' by a token of another issuer']) {
    expect(responses[`client credentials${kind}`]).toMatchObject({ status: 200, body: { token_type: 'Bearer' } });
  }
  expect(responses['client credentials by an unknown certificate']).toMatchObject({
    status: 401,
    body: { error_codes: [700027] },
  });
  const text = readFileSync(observed, 'utf8');
  const own = [secret, defaultTenant.tenantId, ...config.applications.map(({ appId }) => appId), 'contoso'];
  for (const value of [...own, readFileSync(tokenFile, 'utf8'), 'eyJ']) expect(text).not.toContain(value);

  // The tenant forgets the certificate: that, and nothing else, is a difference.
  emulator.control.reset();
  const forgetful: TenantConfig = structuredClone(defaultTenant);
  await using other = await startEmulator({ config: forgetful, log: () => undefined });
  const different = await compare({ ...settings, AUTHORITY: other.authority }, ['--file', file]);
  expect(different.code).toBe(1);
  expect(different.stdout).toMatch(/^client credentials by certificate +status +401 +200$/m);
});

test('a certificate that cannot be used is named by its setting, and nothing of it is shown: exit code 1', async () => {
  await using emulator = await startEmulator({ log: () => undefined });
  const base64 = Buffer.from('-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n').toString('base64');
  const result = await compare({ AUTHORITY: emulator.authority, DAEMON_CLIENT_CERTIFICATE: base64 });
  expect(result).toMatchObject({ code: 1, stdout: '' });
  expect(result.stderr).toContain('DAEMON_CLIENT_CERTIFICATE cannot be used.');
  expect(result.stderr).not.toContain(base64.slice(0, 12));
});
