import { expect } from 'vitest';
import { ada, type LocalTenant } from './local-tenant.ts';
import { startApi, type Overrides, type RunningApi } from './running-api.ts';

/** An API whose database comes and goes, and what its callers see of it. */
export interface Outage {
  start(overrides: Overrides): Promise<RunningApi>;
  add: RunningApi['call'] extends (...args: never[]) => infer R ? (on: RunningApi) => R : never;
  list: Outage['add'];
  /** Nothing works, and says so as it should. @param reason stands at /readyz */
  expectAway(on: RunningApi, reason?: RegExp): Promise<void>;
  expectBack(on: RunningApi, todos: number): Promise<void>;
  /** Ends the API that was started. */
  end(): Promise<void>;
}

export async function prepareOutage(tenant: LocalTenant): Promise<Outage> {
  const token = await tenant.userToken(ada, 'ToDoList.ReadWrite');
  let api: RunningApi | undefined;
  const add: Outage['add'] = (on) => on.call('POST', '/api/todolist', { token, body: { description: 'One' } });
  const list: Outage['list'] = (on) => on.call('GET', '/api/todolist', { token });
  return {
    add,
    list,
    start: async (overrides) => (api = await startApi(tenant, overrides)),
    end: async () => {
      await api?.[Symbol.asyncDispose]();
      api = undefined;
    },
    expectAway: async (on, reason = /DATABASE_URL|No answer/) => {
      for (const answer of [await list(on), await add(on)]) {
        expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable' } });
        expect(answer.headers.get('retry-after')).toBe('5');
      }
      const readiness = await on.call('GET', '/readyz');
      expect(readiness).toMatchObject({ status: 503, body: { checks: { tenant: 'ok' } } });
      expect(readiness.text).toMatch(reason);
      expect((await on.call('GET', '/healthz')).status).toBe(200);
    },
    expectBack: async (on, todos) => {
      expect(await list(on)).toMatchObject({ status: 200 });
      expect((await list(on)).body).toHaveLength(todos);
      expect((await on.call('GET', '/readyz')).status).toBe(200);
    },
  };
}
