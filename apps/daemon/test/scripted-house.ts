import { type Act, type ScriptedServer, scriptedServer } from 'test-support';
import { type House, startHouse } from './house.ts';

export type Role = 'discovery' | 'token' | 'api';
export const roles: readonly Role[] = ['discovery', 'token', 'api'];

/** A house in which a scripted server is in the place of the API. */
export interface ScriptedHouse extends House {
  api: ScriptedServer;
  /** The requests to one endpoint of the tenant, or to the API. */
  received(role: Role): unknown[];
}

const endpointPaths = { discovery: '/.well-known/openid-configuration', token: '/oauth2/v2.0/token' };

/** The API does what the script says first, and then has one to-do. */
export async function startScriptedHouse(...script: Act[]): Promise<ScriptedHouse> {
  const toDos: Act = { status: 200, body: [{ id: 1, owner: 'o', description: 'Buy milk' }] };
  const [first = toDos, ...more] = script;
  const api = await scriptedServer(first, ...more, toDos);
  const house = await startHouse({ apiUrl: api.url });
  return {
    ...house,
    api,
    received: (role) =>
      role === 'api' ? api.received : house.requests.filter((request) => request.includes(endpointPaths[role])),
    async [Symbol.asyncDispose]() {
      await house[Symbol.asyncDispose]();
      await api[Symbol.asyncDispose]();
    },
  };
}
