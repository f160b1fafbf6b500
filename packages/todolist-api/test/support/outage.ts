import type { Emulator } from 'ciam-emulator';
import { expect } from 'vitest';
import { ada, userToken } from './callers.ts';
import { startApi, type Overrides, type RunningApi } from './running-api.ts';

/** An API whose database comes and goes, one at a time, and a user of it. */
export interface Outage {
  start(overrides: Overrides): Promise<RunningApi>;
  add: (on: RunningApi) => ReturnType<RunningApi['call']>;
  list: (on: RunningApi) => ReturnType<RunningApi['call']>;
  /** Ends the API that was started. */
  end(): Promise<void>;
}

export async function prepareOutage(tenant: Emulator): Promise<Outage> {
  const token = await userToken(tenant, ada, 'ToDoList.ReadWrite');
  let api: RunningApi | undefined;
  return {
    add: (on) => on.call('POST', '/api/todolist', { token, body: { description: 'One' } }),
    list: (on) => on.call('GET', '/api/todolist', { token }),
    start: async (overrides) => (api = await startApi(tenant, overrides)),
    end: async () => {
      await api?.[Symbol.asyncDispose]();
      api = undefined;
    },
  };
}

/** Nothing works, and says so as it should. @param reason stands at /readyz. @param kind whether it passes without a change */
export async function expectAway(
  { add, list }: Outage,
  on: RunningApi,
  reason: RegExp = /DATABASE_URL|No response/,
  kind: 'passing' | 'lasting' = 'passing',
): Promise<void> {
  const [seconds, advice] = kind === 'passing' ? ['5', /Try again/] : ['60', /are changed\. See \/readyz/];
  for (const response of [await list(on), await add(on)]) {
    expect(response).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    expect(response.headers.get('retry-after')).toBe(seconds);
    expect(response.text).toMatch(advice);
  }
  const readiness = await on.call('GET', '/readyz');
  expect(readiness).toMatchObject({ status: 503, body: { checks: { tenant: 'ok' } } });
  expect(readiness.text).toMatch(reason);
  expect((await on.call('GET', '/healthz')).status).toBe(200);
}

export async function expectBack({ list }: Outage, on: RunningApi, toDos: number): Promise<void> {
  expect(await list(on)).toMatchObject({ status: 200 });
  expect((await list(on)).body).toHaveLength(toDos);
  expect((await on.call('GET', '/readyz')).status).toBe(200);
}
