import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sampleFile, type Setting, startSetting } from './setting.ts';

const localWeb = {
  redirectUri: 'http://localhost:3000/auth/redirect',
  postLogoutRedirectUri: 'http://localhost:3000/',
};
import { contents } from './snapshot.ts';

const writes = (setting: Setting): string[] => setting.graph.requests.filter((request) => !request.startsWith('GET'));

test('the full set, from nothing', async () => {
  await using setting = await startSetting();
  await expect(setting.register()).resolves.toMatchObject({ outcome: 'registered' });
  expect(setting.graph.refusals).toEqual([]);
  const { applications, ...rest } = contents(setting.graph.directory);
  expect(applications).toMatchSnapshot();
  expect(rest).toEqual({
    servicePrincipals: ['api', 'daemon', 'device-code', 'microsoft-graph', 'web-app'],
    grants: [
      { client: 'device-code', resource: 'api', scope: 'ToDoList.Read ToDoList.ReadWrite' },
      { client: 'device-code', resource: 'microsoft-graph', scope: 'openid offline_access' },
      { client: 'web-app', resource: 'api', scope: 'ToDoList.Read ToDoList.ReadWrite' },
      { client: 'web-app', resource: 'microsoft-graph', scope: 'openid offline_access' },
    ],
    assignments: [
      { principal: 'daemon', resource: 'api', appRole: 'ToDoList.Read.All' },
      { principal: 'daemon', resource: 'api', appRole: 'ToDoList.ReadWrite.All' },
    ],
    federated: [],
    attributes: [],
    branding: null,
    localizations: [],
    flows: [
      expect.objectContaining({
        displayName: 'External ID samples sign-up and sign-in',
        attached: ['device-code', 'web-app'],
        providers: [{ id: 'EmailPassword-OAUTH' }],
      }),
    ],
  });

  const idOf = (tag: string): unknown =>
    setting.graph.directory
      .everything('applications')
      .find(({ tags }) => (tags as string[]).includes(`external-id-samples:${tag}`))?.['appId'];
  expect(setting.env()).toEqual({
    TENANT_SUBDOMAIN: 'contoso',
    TENANT_ID: setting.graph.tenantId,
    API_CLIENT_ID: idOf('api'),
    DEVICE_CODE_CLIENT_ID: idOf('device-code'),
    WEB_APP_CLIENT_ID: idOf('web-app'),
    DAEMON_CLIENT_ID: idOf('daemon'),
    WEB_APP_CLIENT_SECRET: expect.stringMatching(/8Q~/),
    DAEMON_CLIENT_SECRET: expect.stringMatching(/8Q~/),
    EXPRESS_SESSION_SECRET: expect.stringMatching(/^[\w-]{43}$/),
  });
  expect(statSync(setting.envPath).mode & 0o777).toBe(0o600);
  const { WEB_APP_CLIENT_SECRET: web = '', DAEMON_CLIENT_SECRET: daemon = '' } = setting.env();
  for (const secret of [web, daemon]) expect(setting.lines.join('\n')).not.toContain(secret);
});

test('a second run changes nothing', async () => {
  await using setting = await startSetting();
  await setting.register();
  const before = { tenant: contents(setting.graph.directory), env: readFileSync(setting.envPath, 'utf8') };
  setting.graph.requests.length = 0;
  await expect(setting.register()).resolves.toMatchObject({ outcome: 'nothing to do' });
  expect(writes(setting)).toEqual([]);
  expect({ tenant: contents(setting.graph.directory), env: readFileSync(setting.envPath, 'utf8') }).toEqual(before);
});

test('the settings of the local tenant give way, everything else in .env stays', async () => {
  await using setting = await startSetting();
  writeFileSync(
    setting.envPath,
    '# mine\nAUTHORITY=http://127.0.0.1:4400/\nWEB_APP_CLIENT_ID=00001111-aaaa-2222-bbbb-000000000001\n' +
      "WEB_APP_CLIENT_SECRET=emulator-only-not-a-secret\nSCOPES=api://other/.default\nREDIS_URL='redis://r' # keep\n",
  );
  await setting.register();
  const text = readFileSync(setting.envPath, 'utf8');
  expect(text).toMatch(/^# mine\n# AUTHORITY=http:.*\n/);
  expect(text).toContain("REDIS_URL='redis://r' # keep");
  expect(text).toContain('# SCOPES=api://other');
  expect(setting.env()['WEB_APP_CLIENT_SECRET']).toMatch(/8Q~/);
});

test('a .env that Windows PowerShell wrote keeps what it holds, and becomes UTF-8', async () => {
  await using setting = await startSetting();
  const lines = ['AUTHORITY=http://127.0.0.1:4400/', 'EXPRESS_SESSION_SECRET=of-my-own', 'REDIS_URL=redis://größe'];
  writeFileSync(setting.envPath, Buffer.from(`\uFEFF${lines.join('\r\n')}\r\n$env:LOG_LEVEL = 'debug'\r\n`, 'utf16le'));
  await setting.register();
  const text = readFileSync(setting.envPath, 'utf8');
  expect(text.split('\r\n').slice(0, 4)).toEqual([`# ${lines[0]}`, lines[1], lines[2], "$env:LOG_LEVEL = 'debug'"]);
  expect(setting.env()).toMatchObject({
    EXPRESS_SESSION_SECRET: 'of-my-own',
    WEB_APP_CLIENT_SECRET: expect.stringMatching(/8Q~/),
  });
});

test('a .env in another encoding is left alone', async () => {
  await using setting = await startSetting();
  const bytes = Buffer.from('REDIS_URL=redis://größe\n', 'latin1');
  writeFileSync(setting.envPath, bytes);
  await expect(setting.register()).rejects.toMatchObject({ code: 'file_unusable' });
  expect(readFileSync(setting.envPath)).toEqual(bytes);
});

test('a custom URL domain and a good secret stay', async () => {
  await using setting = await startSetting();
  writeFileSync(setting.envPath, 'AUTHORITY=https://login.contoso.com/\n');
  await setting.register();
  const first = setting.env();
  expect(first['AUTHORITY']).toBe('https://login.contoso.com/');
  // Another secret of the same app, from a colleague's machine, does no harm.
  await setting.register();
  expect(setting.env()).toEqual(first);
});

test.each<[string, (env: string, credential: Record<string, unknown>) => string]>([
  ['is not the one in .env', (env) => env.replace(/^DAEMON_CLIENT_SECRET=.*$/m, 'DAEMON_CLIENT_SECRET=another')],
  ['belongs to another client ID', (env) => env.replace(/^DAEMON_CLIENT_ID=.*$/m, 'DAEMON_CLIENT_ID=another')],
  [
    'has expired',
    (env, credential) => {
      credential['endDateTime'] = '2020-01-01T00:00:00Z';
      return env;
    },
  ],
])('a secret that %s gets a successor', async (_what, spoil) => {
  await using setting = await startSetting();
  await setting.register();
  const before = setting.env();
  const daemon = setting.graph.directory
    .everything('applications')
    .find(({ appId }) => appId === before['DAEMON_CLIENT_ID']);
  const credentials = daemon?.['passwordCredentials'] as Record<string, unknown>[] | undefined;
  writeFileSync(setting.envPath, spoil(readFileSync(setting.envPath, 'utf8'), credentials?.[0] ?? {}));
  await setting.register();
  const after = setting.env();
  expect(after['DAEMON_CLIENT_SECRET']).not.toBe(before['DAEMON_CLIENT_SECRET']);
  expect(after).toEqual({ ...before, DAEMON_CLIENT_SECRET: expect.stringMatching(/8Q~/) });
  await expect(setting.register()).resolves.toMatchObject({ outcome: 'nothing to do' });
});

test('a dry run and a refusal show the plan and change nothing', async () => {
  await using setting = await startSetting();
  await expect(setting.register({ dryRun: true })).resolves.toMatchObject({ outcome: 'dry run' });
  await expect(setting.register({ yes: false })).resolves.toMatchObject({ outcome: 'declined' });
  expect(writes(setting)).toEqual([]);
  expect(() => setting.env()).toThrow('ENOENT');
  expect(setting.lines.slice(0, setting.lines.length / 2).join('\n')).toMatchInlineSnapshot(`
    "Tenant Contoso (contoso.onmicrosoft.com, aaaabbbb-0000-cccc-1111-dddd2222eeee)
      – No front-channel logout URL for "Sample web app". Entra accepts only https URLs, and this is http://localhost:3000/auth/frontchannel-logout. Run the same command again with https addresses.
    These changes are needed:
      1. Create the app registration "Sample web app"
      2. Create the app registration "Sample device app"
      3. Create the app registration "Sample daemon"
      4. Create the app registration "ToDoList API"
      5. Set up the app registration "Sample web app"
           signInAudience: + AzureADMyOrg
           web.redirectUris: + http://localhost:3000/auth/redirect
           web.redirectUris: + http://localhost:3000/
           optionalClaims.idToken: + login_hint
      6. Set up the app registration "Sample device app"
           signInAudience: + AzureADMyOrg
           publicClient.redirectUris: + http://localhost/
           isFallbackPublicClient: + true
      7. Set up the app registration "Sample daemon"
           signInAudience: + AzureADMyOrg
      8. Set up the app registration "ToDoList API"
           signInAudience: + AzureADMyOrg
           identifierUris: + api://(its client ID)
           api.requestedAccessTokenVersion: + 2
           api.oauth2PermissionScopes: + ToDoList.Read
           api.oauth2PermissionScopes: + ToDoList.ReadWrite
           appRoles: + ToDoList.Read.All
           appRoles: + ToDoList.ReadWrite.All
           optionalClaims.accessToken: + idtyp
      9. Create the service principal of "Sample web app"
      10. Create the service principal of "Sample device app"
      11. Create the service principal of "Sample daemon"
      12. Create the service principal of "ToDoList API"
      13. Grant "Sample daemon" the app role ToDoList.Read.All
      14. Grant "Sample daemon" the app role ToDoList.ReadWrite.All
      15. Grant admin consent for openid and offline_access of Microsoft Graph to "Sample web app"
      16. Grant admin consent for ToDoList.Read and ToDoList.ReadWrite of ToDoList API to "Sample web app"
      17. Grant admin consent for openid and offline_access of Microsoft Graph to "Sample device app"
      18. Grant admin consent for ToDoList.Read and ToDoList.ReadWrite of ToDoList API to "Sample device app"
      19. Create the user flow "External ID samples sign-up and sign-in" (EmailPassword-OAUTH; collects displayName, country)
      20. Attach "Sample web app" to the user flow "External ID samples sign-up and sign-in"
      21. Attach "Sample device app" to the user flow "External ID samples sign-up and sign-in"
      22. Create a client secret for "Sample web app", valid for 6 months
      23. Create a client secret for "Sample daemon", valid for 6 months
      24. Write the settings: TENANT_SUBDOMAIN, TENANT_ID, WEB_APP_CLIENT_ID, EXPRESS_SESSION_SECRET, DEVICE_CODE_CLIENT_ID, DAEMON_CLIENT_ID, API_CLIENT_ID"
  `);
});

test('what someone writes into .env while the question is open stays', async () => {
  await using setting = await startSetting();
  writeFileSync(setting.envPath, 'A=1\n');
  const confirm = (): Promise<boolean> => {
    writeFileSync(setting.envPath, 'A=1\nREDIS_URL=redis://meanwhile\n');
    return Promise.resolve(true);
  };
  await setting.register({ yes: false, terminal: { print: () => undefined, confirm } });
  expect(setting.env()).toMatchObject({ A: '1', REDIS_URL: 'redis://meanwhile', TENANT_SUBDOMAIN: 'contoso' });
});

test('--print gives every setting and writes no file', async () => {
  await using setting = await startSetting();
  const { settings } = await setting.register({ print: true });
  expect(settings['DAEMON_CLIENT_SECRET']).toMatch(/8Q~/);
  expect(() => setting.env()).toThrow('ENOENT');
});

test('--print gives every setting when there is nothing to do, too', async () => {
  await using setting = await startSetting();
  await setting.register();
  const { outcome, settings } = await setting.register({ print: true });
  expect(outcome).toBe('nothing to do');
  expect(settings).toEqual(setting.env());
});

test('what an administrator took away is completed, and what they added or worded otherwise stays', async () => {
  await using setting = await startSetting();
  await setting.register();
  const { directory } = setting.graph;
  const application = (tag: string) => {
    const found = directory
      .everything('applications')
      .find(({ tags }) => (tags as string[]).includes(`external-id-samples:${tag}`));
    if (!found) throw new Error(`${tag} is gone`);
    return found;
  };
  const whole = contents(directory);
  const api = application('api');
  api['displayName'] = 'Renamed';
  api['optionalClaims'] = null;
  const { oauth2PermissionScopes: scopes } = api['api'] as { oauth2PermissionScopes: Record<string, unknown>[] };
  const [read, lost] = scopes;
  scopes.pop();
  Object.assign(read ?? {}, { adminConsentDisplayName: 'Lists', isEnabled: false });
  application('device-code')['isFallbackPublicClient'] = false;
  const web = () => application('web-app')['web'] as { redirectUris: string[] };
  web().redirectUris = ['https://mine.example.com/'];
  for (const { id } of directory.everything('assignments')) directory.remove('assignments', id);
  for (const grant of directory.everything('grants')) {
    if (grant['resourceId'] === directory.graphPrincipal.id) grant['scope'] = 'openid User.Read';
  }

  await setting.register();
  expect(setting.graph.refusals).toEqual([]);
  const shown = setting.lines.join('\n');
  expect(shown).toContain('"ToDoList API" is called "Renamed" in the tenant, and keeps that name.');
  expect(shown).toContain('isFallbackPublicClient: false → true');
  expect(shown).toContain(`web.redirectUris: + ${localWeb.redirectUri}`);
  expect(shown).toContain('api.oauth2PermissionScopes: + ToDoList.ReadWrite');
  expect(web().redirectUris).toEqual([
    'https://mine.example.com/',
    localWeb.redirectUri,
    localWeb.postLogoutRedirectUri,
  ]);
  const after = (api['api'] as { oauth2PermissionScopes: Record<string, unknown>[] }).oauth2PermissionScopes;
  expect(after).toEqual([{ ...read, adminConsentDisplayName: 'Lists', isEnabled: false }, lost]);
  const ofGraph = directory.everything('grants').filter(({ resourceId }) => resourceId === directory.graphPrincipal.id);
  expect(ofGraph.map(({ scope }) => scope)).toEqual(Array.from({ length: 2 }, () => 'openid User.Read offline_access'));
  api['displayName'] = 'ToDoList API';
  Object.assign(after[0] ?? {}, { adminConsentDisplayName: 'Read users ToDo list', isEnabled: true });
  web().redirectUris.shift();
  for (const grant of ofGraph) grant['scope'] = 'openid offline_access';
  expect(contents(directory)).toEqual(whole);
});

test('consent to another API is not taken for consent to sign in', async () => {
  await using setting = await startSetting();
  await setting.register();
  const { directory } = setting.graph;
  const before = contents(directory)['grants'];
  for (const { id, resourceId } of directory.everything('grants')) {
    if (resourceId === directory.graphPrincipal.id) directory.remove('grants', id);
  }
  await setting.register();
  expect(setting.graph.refusals).toEqual([]);
  expect(contents(directory)['grants']).toEqual(before);
});

test('a web app on https gets a front-channel logout URL, one on http a line saying why not', async () => {
  await using setting = await startSetting();
  await setting.register();
  expect(setting.lines.join('\n')).toMatch(
    /No front-channel logout URL for "Sample web app"\. Entra accepts only https URLs/,
  );
  setting.lines.length = 0;
  const web = {
    redirectUri: 'https://app.example.com/auth/redirect',
    postLogoutRedirectUri: 'https://app.example.com/',
  };
  const variables = { REDIRECT_URI: web.redirectUri, POST_LOGOUT_REDIRECT_URI: web.postLogoutRedirectUri };
  await setting.register({ file: await sampleFile(variables) });
  expect(setting.lines.join('\n')).not.toContain('No front-channel');
  expect(contents(setting.graph.directory)['applications']).toContainEqual(
    expect.objectContaining({
      web: {
        logoutUrl: 'https://app.example.com/auth/frontchannel-logout',
        redirectUris: [...Object.values(localWeb), ...Object.values(web)],
      },
    }),
  );
});

test('an app that is attached to another user flow stays there', async () => {
  await using setting = await startSetting();
  await setting.register();
  const { directory } = setting.graph;
  const [flow] = directory.everything('flows');
  if (!flow) throw new Error('no flow');
  Object.assign(flow, { displayName: 'Mine', description: null });
  setting.graph.requests.length = 0;
  await expect(setting.register()).resolves.toMatchObject({ outcome: 'nothing to do' });
  expect(setting.lines.join('\n')).toContain('is attached to the user flow "Mine", and stays there');
  expect(directory.everything('flows')).toHaveLength(1);
});

test.each(['AAD', 'AAD B2C'])('a tenant of type %s is refused unless it is meant', async (tenantType) => {
  await using setting = await startSetting({ tenantType });
  const failure = setting.register();
  await expect(failure).rejects.toMatchObject({ code: 'tenant_unsuitable' });
  await expect(failure).rejects.toThrow(new RegExp(`has the type ${tenantType}, but .*--any-tenant-type`));
  expect(writes(setting)).toEqual([]);
  await expect(setting.register({ anyTenantType: true })).resolves.toMatchObject({ outcome: 'registered' });
});

test('without a tenant, the plan for an empty one', async () => {
  await using setting = await startSetting();
  await expect(setting.register({ graph: undefined, dryRun: true })).resolves.toMatchObject({ outcome: 'dry run' });
  expect(setting.graph.requests).toEqual([]);
  const offline = setting.lines.filter((line) => /^ {2}\d/.test(line));
  setting.lines.length = 0;
  await setting.register({ dryRun: true });
  expect(setting.lines.filter((line) => /^ {2}\d/.test(line))).toEqual(offline);
});
