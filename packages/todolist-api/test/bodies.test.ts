import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { type Emulator, startEmulator } from 'ciam-emulator';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ada, goodToken } from './support/callers.ts';
import { startApi, type RunningApi } from './support/running-api.ts';

let tenant: Emulator;
let api: RunningApi;
let token: string;

beforeAll(async () => {
  tenant = await startEmulator();
  api = await startApi(tenant);
  token = await goodToken(tenant);
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await tenant[Symbol.asyncDispose]();
});

const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  fetch(`${api.url}/api/todolist`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', ...headers },
    body,
  });

const good = JSON.stringify({ owner: ada, description: 'x' });
/** A to-do whose description is exactly this between its quotes. */
const described = (text: string): string => `{"owner":"${ada}","description":"${text}"}`;

test.each<[string, string | Uint8Array, Record<string, string>, number, string]>([
  ['malformed JSON', '{"description":', {}, 400, 'invalid_body'],
  ['nothing', '', {}, 400, 'invalid_body'],
  ['a list', '[]', {}, 400, 'invalid_body'],
  ['a string', '"x"', {}, 400, 'invalid_body'],
  ['null', 'null', {}, 400, 'invalid_body'],
  ['a prototype', `{"__proto__":{"owner":"${ada}"},"description":"x"}`, {}, 400, 'invalid_body'],
  ['a constructor', `{"constructor":{"prototype":{"x":1}},"description":"x"}`, {}, 400, 'invalid_body'],
  ['a field too many', `{"owner":"${ada}","description":"x","done":true}`, {}, 400, 'invalid_body'],
  [
    'a field twice, the last one wrong',
    `{"owner":"${ada}","description":"x","description":1}`,
    {},
    400,
    'invalid_body',
  ],
  ['a list 16,000 deep', '['.repeat(8_000) + ']'.repeat(8_000), {}, 400, 'invalid_body'],
  ['an object 2,000 deep', '{"description":'.repeat(1_000) + '1' + '}'.repeat(1_000), {}, 400, 'invalid_body'],
  ['a number that is none', '{"description":1e999}', {}, 400, 'invalid_body'],
  ['more than 16 kB', JSON.stringify({ description: 'x'.repeat(17_000) }), {}, 413, 'too_large'],
  ['a null byte', described('a\u0000b'), {}, 400, 'invalid_body'],
  ['a null character', described('a\\u0000b'), {}, 400, 'invalid_body'],
  ['half of a surrogate pair', described('a\\ud800b'), {}, 400, 'invalid_body'],
  ['bytes that are not UTF-8', Buffer.from(described('caf\u00e9'), 'latin1'), {}, 400, 'invalid_body'],
  ['half of a character', Buffer.from(described('\u20ac')).filter((byte) => byte !== 0xac), {}, 400, 'invalid_body'],
  ['UTF-16', Buffer.from(good, 'utf16le'), { 'Content-Type': 'application/json; charset=utf-16' }, 415, 'not_json'],
  ['a form', 'description=x', { 'Content-Type': 'application/x-www-form-urlencoded' }, 415, 'not_json'],
  ['text', good, { 'Content-Type': 'text/plain' }, 415, 'not_json'],
  ['JSON in another charset', good, { 'Content-Type': 'application/json; charset=koi8-r' }, 415, 'not_json'],
  ['JSON compressed', gzipSync(good), { 'Content-Encoding': 'gzip' }, 415, 'not_json'],
  ['a bomb of 20 MB in 20 kB', gzipSync(Buffer.alloc(20_000_000, 32)), { 'Content-Encoding': 'gzip' }, 415, 'not_json'],
])('%s', async (_what, body, headers, status, code) => {
  const response = await post(typeof body === 'string' ? body : Uint8Array.from(body), headers);
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  expect(await response.json()).toMatchObject({ status, code });
});

test('a body that is refused names every field', async () => {
  const { body } = await api.call('POST', '/api/todolist', { token, body: { description: '', owner: 'ada' } });
  expect(body).toMatchObject({ errors: [{ pointer: '#/description' }, { pointer: '#/owner' }] });
});

test('without a good token the body is not even read', async () => {
  const response = await post('{"description":', { Authorization: 'Bearer x' });
  expect(response.status).toBe(401);
});

test('whatever the bytes are: added or refused, never a mistake of the API', async () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.string({ unit: 'binary' }).map((text) => Buffer.from(described(text))),
    fc.json().map((text) => Buffer.from(text)),
    fc.record({ owner: fc.uuid(), description: fc.anything() }).map((body) => Buffer.from(JSON.stringify(body))),
  );
  await fc.assert(
    fc.asyncProperty(bytes, async (body) => {
      expect([201, 400]).toContain((await post(Uint8Array.from(body))).status);
    }),
    { numRuns: 200 },
  );
});

test('a client that leaves in the middle of its body does no harm', async () => {
  const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
  await once(socket, 'connect');
  const head = `POST /api/todolist HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n`;
  socket.end(`${head}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"des`);
  socket.destroy();
  expect((await api.call('GET', '/api/todolist', { token })).status).toBe(200);
});
