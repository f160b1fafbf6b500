import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { localServer } from 'test-support';
import { expect, test } from 'vitest';
import { createGraphClient } from '../src/graph/graph-client.ts';
import type { Fault } from './graph-stand-in/graph-stand-in.ts';
import { type Setting, startSetting } from './setting.ts';
import { contents } from './snapshot.ts';

const everySecond =
  (fault: Fault) =>
  ({ number }: { number: number }): Fault | undefined =>
    number % 2 === 0 ? fault : undefined;

test('throttling is waited out for as long as Graph says', async () => {
  await using setting = await startSetting({ calm: true });
  const fault: Fault = { kind: 'response', status: 429, headers: { 'retry-after': '7' } };
  setting.graph.options.fault = everySecond(fault);
  await expect(setting.register()).resolves.toMatchObject({ outcome: 'registered' });
  expect(new Set(setting.waits)).toEqual(new Set([7000]));
});

test('throttling without a pause ends, too', async () => {
  await using setting = await startSetting({ calm: true });
  setting.graph.options.fault = () => ({ kind: 'response', status: 503, headers: { 'retry-after': '0' } });
  await expect(setting.register()).rejects.toThrow(/responded with 503/);
  expect(new Set(setting.waits.map((ms) => ms >= 500))).toEqual(new Set([true]));
  expect(setting.waits.length).toBeLessThan(20);
});

test('throttling that does not end is an error that says so', async () => {
  await using setting = await startSetting({ calm: true });
  setting.graph.options.fault = () => ({ kind: 'response', status: 429, headers: { 'retry-after': '50' } });
  await expect(setting.register()).rejects.toMatchObject({ code: 'step_failed', message: /responded with 429/ });
  expect(setting.waits).toEqual(Array.from({ length: 6 }, () => 50_000));
});

test('new objects that are not everywhere yet are waited for', async () => {
  await using setting = await startSetting();
  await expect(setting.register()).resolves.toMatchObject({ outcome: 'registered' });
  expect(setting.waits.length).toBeGreaterThan(5);
  expect(setting.graph.refusals).toEqual([]);
  await using calm = await startSetting({ calm: true });
  await calm.register();
  expect(contents(setting.graph.directory)).toEqual(contents(calm.graph.directory));
});

test.each([
  [/^\/applications/, 'Cloud Application Administrator'],
  [/appRoleAssignedTo/, 'Cloud Application Administrator'],
  [/^\/oauth2PermissionGrants/, 'Cloud Application Administrator'],
  [/authenticationEventsFlows/, 'External ID User Flow Administrator'],
])('a role that is missing for %s is named', async (pattern, role) => {
  await using setting = await startSetting({ calm: true });
  setting.graph.options.fault = ({ method, path }) =>
    method === 'POST' && pattern.test(path)
      ? { kind: 'response', status: 403, code: 'Authorization_RequestDenied' }
      : undefined;
  const failure = setting.register();
  await expect(failure).rejects.toMatchObject({ code: 'role_missing', message: expect.stringContaining(role) });
  await expect(failure).rejects.toThrow('Authorization_RequestDenied');
});

test('a token that is not for Graph is one readable error, without the token', async () => {
  await using setting = await startSetting({ calm: true });
  const client = createGraphClient({ accessToken: 'someone-elses', graph: setting.graph.url });
  const failure = setting.register({ graph: client });
  await expect(failure).rejects.toThrow('responded with 401 (InvalidAuthenticationToken');
  await expect(failure).rejects.not.toThrow('someone-elses');
});

test('nothing that answers', async () => {
  let url: string;
  {
    await using gone = await startSetting({ calm: true });
    url = gone.graph.url;
  }
  await using setting = await startSetting({ calm: true });
  const client = createGraphClient({ accessToken: 'x', graph: url, wait: () => Promise.resolve() });
  await expect(setting.register({ graph: client })).rejects.toThrow(
    /had no response from 127\.0\.0\.1:\d+ \(ECONNREFUSED\)/,
  );
});

test('the wrong tenant', async () => {
  await using setting = await startSetting({ calm: true });
  await expect(setting.register({ tenant: 'fabrikam' })).rejects.toThrow('You signed in to contoso.onmicrosoft.com');
  expect(new Set(setting.graph.requests.map((request) => request.split(' ')[0]))).toEqual(new Set(['GET']));
});

test.each(['fabrikam.onmicrosoft.com', 'fabrikam.com', 'contoso.com.example'])(
  'nothing is made or removed in another tenant than %s',
  async (tenant) => {
    await using setting = await startSetting({ calm: true });
    await expect(setting.register({ tenant })).rejects.toMatchObject({ code: 'tenant_unknown' });
    await setting.register({ tenant: 'Contoso.com' });
    await expect(setting.cleanup({ tenant })).rejects.toMatchObject({ code: 'tenant_unknown' });
    expect(made(setting)).toBe(4);
  },
);

test('a settings file that cannot be written stops it before anything is made', async () => {
  await using setting = await startSetting({ calm: true });
  const folder = join(dirname(setting.envPath), 'missing', 'deeper');
  await expect(setting.register({ envFile: { path: join(folder, '.env'), template: '' } })).rejects.toMatchObject({
    code: 'file_unusable',
  });
  expect(made(setting)).toBe(0);
});

test('the token never follows a next page to another host, nor goes anywhere unencrypted', async () => {
  const visitors: string[] = [];
  await using elsewhere = await localServer((request, response) => {
    visitors.push(String(request.headers.authorization));
    response.end('{"value":[]}');
  });
  await using graph = await localServer((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ value: [], '@odata.nextLink': `${elsewhere.url}v1.0/applications?page=2` }));
  });
  const client = createGraphClient({ accessToken: 'x', graph: graph.url });
  await expect(client.list('/applications')).rejects.toThrow('is on another host');
  expect(visitors).toEqual([]);
  expect(() => createGraphClient({ accessToken: 'x', graph: 'http://graph.example.com' })).toThrow('must use https');
});

test.each<[string, string]>([
  ['a page of a proxy', '<html>Blocked</html>'],
  ['nothing', ''],
  ['no collection', '{}'],
  ['a collection that is none', '{"value":{"id":"x"}}'],
  ['a collection of nothings', '{"value":[null]}'],
  ['a next page that is not an address', '{"value":[],"@odata.nextLink":"nonsense"}'],
])('%s instead of a response', async (_what, body) => {
  await using other = await localServer((_request, response) => response.end(body));
  const client = createGraphClient({ accessToken: 'x', graph: other.url });
  await expect(client.list('/applications')).rejects.toThrow(
    /did not respond as Microsoft Graph does\. Check the proxy/,
  );
});

test.each<[string, (nth: number) => string]>([
  ['the same page again', () => ''],
  ['one of two pages in turn', (nth) => `?page=${nth % 2}`],
  ['a new one each time', (nth) => `?page=${nth}`],
])('a collection whose next page is %s ends with an error', async (_what, query) => {
  let asked = 0;
  await using graph = await localServer(({ headers }, response) => {
    asked += 1;
    const next = `http://${headers.host}/v1.0/applications${query(asked)}`;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ value: [], '@odata.nextLink': next }));
  });
  const client = createGraphClient({ accessToken: 'x', graph: graph.url });
  await expect(client.list('/applications')).rejects.toMatchObject({ name: 'GraphError', code: 'graph_refused' });
  expect(asked).toBeLessThan(2_000);
});

test.each([
  ['POST', '/applications', { id: randomUUID() }],
  ['POST', '/servicePrincipals', {}],
  ['POST', '/addPassword', { keyId: randomUUID() }],
  ['POST', '/identity/authenticationEventsFlows', {}],
  ['GET', '/organization', { value: [{ id: randomUUID() }] }],
  ['GET', '/applications', { value: [{ id: randomUUID(), appId: randomUUID(), tags: null }] }],
])('a response that lacks what it should have, to %s %s', async (method, path, body) => {
  await using setting = await startSetting({ calm: true });
  setting.graph.options.fault = (request) =>
    request.method === method && request.path.endsWith(path) ? { kind: 'body', body } : undefined;
  // An application without tags is none of ours.
  const outcome = await setting.register().then(({ outcome: done }) => done, String);
  expect(outcome).toMatch(
    /^registered$|^RegistrationError: .*(did not respond as Microsoft Graph does|did not return the tenant)/s,
  );
  expect(setting.graph.requests.filter((request) => request.includes('undefined'))).toEqual([]);
});

test.each([/appRoleAssignments$/, /oauth2PermissionGrants$/])(
  'what a list does not show yet although it is there is no failure, at %s',
  async (pattern) => {
    await using setting = await startSetting({ calm: true });
    await setting.register();
    const before = contents(setting.graph.directory);
    let hidden = 6;
    setting.graph.options.fault = ({ method, path }) => {
      const isHidden = method === 'GET' && pattern.test(path) && hidden > 0;
      if (isHidden) hidden -= 1;
      return isHidden ? { kind: 'body', body: { value: [] } } : undefined;
    };
    await expect(setting.register()).resolves.toMatchObject({ outcome: 'registered' });
    expect(contents(setting.graph.directory)).toEqual(before);
  },
);

test('Ctrl-C while Graph has us wait ends the wait', async () => {
  await using setting = await startSetting({ calm: true });
  setting.graph.options.fault = () => ({ kind: 'response', status: 429, headers: { 'retry-after': '100' } });
  const interrupt = new AbortController();
  const client = createGraphClient({ accessToken: 'x', graph: setting.graph.url, signal: interrupt.signal });
  setTimeout(() => interrupt.abort(), 200);
  await expect(setting.register({ graph: client })).rejects.toMatchObject({ code: 'interrupted' });
});

function made(setting: Setting): number {
  return setting.graph.directory.everything('applications').length;
}
