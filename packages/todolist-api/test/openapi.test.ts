import { type Emulator, startEmulator } from 'ciam-emulator';
import { Validator } from '@seriousme/openapi-schema-validator';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createContract, type Contract } from './support/openapi-contract.ts';
import { ada, goodToken } from './support/callers.ts';
import { startApi, type RunningApi } from './support/running-api.ts';

let tenant: Emulator;
let api: RunningApi;
let contract: Contract;
let token: string;

beforeAll(async () => {
  tenant = await startEmulator();
  api = await startApi(tenant);
  contract = await createContract(api.url);
  token = await goodToken(tenant);
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await tenant[Symbol.asyncDispose]();
});

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

test('the document is OpenAPI 3.1', async () => {
  const result = await new Validator().validate({ ...contract.document });
  expect(result).toMatchObject({ valid: true });
  expect(contract.document).toMatchObject({ openapi: '3.1.1' });
});

test('a response that the document does not describe is noticed', () => {
  const response = (status: number, body: unknown, type = 'application/json') => ({
    status,
    headers: new Headers({ 'Content-Type': type, 'X-Request-Id': 'x' }),
    text: JSON.stringify(body),
    body,
  });
  const hold = (status: number, body: unknown, type?: string) => () =>
    contract.hold('GET', '/api/todolist', response(status, body, type));
  expect(hold(200, [{ id: 1, owner: ada, description: 'x' }])).not.toThrow();
  expect(hold(200, [{ id: '1', owner: ada, description: 'x' }])).toThrow('must be integer');
  expect(hold(200, [{ id: 1, owner: ada, description: 'x', secret: 1 }])).toThrow('additional properties');
  expect(hold(418, [])).toThrow('status is not in the document');
  expect(hold(200, [], 'text/html')).toThrow('content type');
  expect(hold(401, {}, 'application/problem+json')).toThrow('WWW-Authenticate');
});

describe('what the document calls valid is taken, and nothing else is', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 600 }),
    fc.constantFrom('', ' ', 'a\nb', '\ud800', '😀'.repeat(500)),
  );
  const anything = fc.oneof(texts, fc.uuid(), fc.jsonValue());

  test('a new to-do', async () => {
    const validate = contract.schema('NewToDo');
    const bodies = fc.oneof(
      fc.record({ description: anything, owner: anything }, { requiredKeys: [] }),
      fc.record({ description: fc.string({ minLength: 1 }), owner: fc.uuid() }),
      fc.record(
        { description: fc.constant('x'), owner: fc.uuid(), id: fc.integer() },
        { requiredKeys: ['description'] },
      ),
      fc.jsonValue(),
    );
    await fc.assert(
      fc.asyncProperty(bodies, async (body) => {
        const sent: unknown = JSON.parse(JSON.stringify(body));
        const isForAnApp = validate(sent) && isObject(sent) && 'owner' in sent;
        const { status, body: added } = await api.call('POST', '/api/todolist', { token, body });
        expect(status).toBe(isForAnApp ? 201 : 400);
        expect(added).toMatchObject(isForAnApp ? { description: sent.description } : { code: 'invalid_body' });
      }),
      { numRuns: 300 },
    );
  });

  test('a change', async () => {
    const validate = contract.schema('ToDoChange');
    const path = '/api/todolist/1';
    await api.call('POST', '/api/todolist', { token, body: { owner: ada, description: 'first' } });
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.record({ description: anything }), fc.jsonValue()), async (body) => {
        const { status } = await api.call('PUT', path, { token, body });
        expect(status).toBe(validate(JSON.parse(JSON.stringify(body))) ? 200 : 400);
      }),
      { numRuns: 200 },
    );
  });

  test('an id', async () => {
    const ids = fc.oneof(
      fc.integer().map(String),
      fc.constantFrom(
        '0',
        '-1',
        '01',
        '1.0',
        '1e3',
        ' 1',
        '٣',
        '2147483648',
        '99999999999',
        '0x10',
        'NaN',
        '%00',
        '..%2f1',
      ),
      fc.string({ minLength: 1 }).map(encodeURIComponent),
    );
    await fc.assert(
      fc.asyncProperty(ids, async (id) => {
        fc.pre(id !== '.' && id !== '..');
        const { status } = await api.call('GET', `/api/todolist/${id}`, { token });
        const isId = /^[1-9]\d*$/.test(id) && Number(id) <= 2_147_483_647;
        expect(isId ? [200, 404] : [400]).toContain(status);
      }),
      { numRuns: 200 },
    );
  });
});
