import { expect, test } from 'vitest';

import { Inbox } from '../src/interactions/inbox.ts';
import { capacity, Journeys } from '../src/interactions/journey.ts';
import { startEmulator } from '../src/index.ts';
import { MemoryStore } from '../src/protocol/memory-adapter.ts';
import { codeRequest, post } from './client.ts';
import { clientSecret, ids } from './tenant.ts';

/** Numbers from 0 up to 1, the same in each run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}

const models = ['Session', 'Interaction', 'AuthorizationCode', 'RefreshToken', 'DeviceCode', 'Grant'];

test('whatever is written, replaced and deleted, the store keeps at most 5,000 of a model and no more indexes', () => {
  const random = numbers(7);
  const store = new MemoryStore(() => 0);
  const pick = (count: number): number => Math.floor(random() * count);
  for (let write = 0; write < 60_000; write += 1) {
    const model = models[pick(models.length)] ?? '';
    const key = `${model}:${pick(20_000)}`;
    const payload = { uid: `u${write}`, userCode: `c${write}`, grantId: `g${pick(9000)}`, accountId: 'ada' };
    if (random() < 0.9) store.set(key, payload, 1 + pick(1000));
    else if (random() < 0.5) store.delete(key);
    else store.deleteGrant(`g${pick(9000)}`);
  }
  const kept = models.map((model) => store.all(model).length);
  expect(Math.max(...kept)).toBeLessThanOrEqual(5000);
  const total = kept.reduce((sum, count) => sum + count, 0);
  expect(store.size).toMatchObject({ entries: total, indexes: 2 * total });
  expect(store.size.grants).toBeLessThanOrEqual(9000);
});

test('the oldest journeys and messages make room', () => {
  const journeys = new Journeys();
  journeys.of('first').email = 'ada@contoso.com';
  for (let count = 0; count < capacity; count += 1) journeys.of(`journey-${count}`);
  expect(journeys.size).toBe(capacity);
  expect(journeys.of('first').email).toBeUndefined();
  const inbox = new Inbox();
  for (let count = 0; count < 2000; count += 1) inbox.send({ to: `${count}@example.com`, subject: '', code: '' });
  expect(inbox.messages).toHaveLength(1000);
});

test('a refresh token is revoked for as long as it is kept', async () => {
  await using tenant = await startEmulator();
  const { body } = await post(tenant, 'token', await codeRequest(tenant));
  const refresh = async () => {
    const fields = { grant_type: 'refresh_token', client_id: ids.web, client_secret: clientSecret };
    return (await post(tenant, 'token', { ...fields, refresh_token: String(body.refresh_token) })).body;
  };
  expect(await refresh()).toHaveProperty('access_token');
  tenant.control.revokeRefreshTokens('ada@contoso.com');
  expect(await refresh()).toMatchObject({ error_codes: [50173] });
});
