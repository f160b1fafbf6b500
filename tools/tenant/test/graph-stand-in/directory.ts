import { randomUUID } from 'node:crypto';
import { type Json, Refusal } from './validation.ts';

export type Collection =
  'applications' | 'servicePrincipals' | 'grants' | 'assignments' | 'flows' | 'federated' | 'attributes';
export interface Program {
  id: string;
  appId: string;
}
export interface Item extends Json {
  id: string;
}

const scope = (value: string): Json => ({ id: randomUUID(), value, type: 'User', isEnabled: true });

/** The objects of one tenant. A new one is known to every replica, and shows in lists, only after some more requests. */
export class Directory {
  readonly graphPrincipal: Item = {
    id: randomUUID(),
    appId: '00000003-0000-0000-c000-000000000000',
    accountEnabled: true,
    oauth2PermissionScopes: ['openid', 'offline_access', 'profile', 'email', 'User.Read'].map(scope),
    appRoles: [],
  };
  readonly administrator: Item = { id: randomUUID(), displayName: 'Admin', userPrincipalName: 'admin@contoso.com' };
  /** By the ID of an application. */
  readonly owners: Map<string, Item[]> = new Map();
  branding: Json | undefined;
  /** Brandings of a language. */
  readonly localizations: Map<string, Json> = new Map();
  /** Who asks, where that is a program. */
  readonly program: Program | undefined;
  readonly #items: Record<Collection, Map<string, { item: Item; from: number }>>;
  readonly #lag: number;
  readonly #listLag: number;
  #requests = 0;

  constructor(lag: number, listLag: number, program?: Program) {
    this.program = program;
    this.#lag = lag;
    this.#listLag = listLag;
    const principal = { item: this.graphPrincipal, from: -listLag };
    this.#items = {
      applications: new Map(),
      servicePrincipals: new Map([[this.graphPrincipal.id, principal]]),
      grants: new Map(),
      assignments: new Map(),
      flows: new Map(),
      federated: new Map(),
      attributes: new Map(),
    };
  }

  /** One more request has come. */
  tick(): void {
    this.#requests += 1;
  }

  /** What lists show by now. */
  listed(collection: Collection): Item[] {
    return this.#since(collection, this.#listLag);
  }

  /** What every replica knows by now. */
  all(collection: Collection): Item[] {
    return this.#since(collection, this.#lag);
  }

  #since(collection: Collection, lag: number): Item[] {
    const items = [...this.#items[collection].values()];
    return items.filter(({ from }) => from + lag <= this.#requests).map(({ item }) => item);
  }

  /** Everything, whether or not it can be seen. */
  everything(collection: Collection): Item[] {
    return [...this.#items[collection].values()].map(({ item }) => item);
  }

  /** @throws Refusal 404 */
  get(collection: Collection, id: unknown): Item {
    const found = this.all(collection).find((item) => item.id === id);
    if (!found) throw notFound(String(id));
    return found;
  }

  add(collection: Collection, properties: Json, id: string = randomUUID()): Item {
    const item: Item = { ...properties, id };
    this.#items[collection].set(item.id, { item, from: this.#requests });
    return item;
  }

  remove(collection: Collection, id: string): void {
    this.#items[collection].delete(id);
  }
}

export function notFound(id: string): Refusal {
  return new Refusal(
    404,
    'Request_ResourceNotFound',
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );
}

/** Graph merges objects and replaces collections. */
export function merge(into: Json, changes: Json): void {
  for (const [name, value] of Object.entries(changes)) {
    const there = into[name];
    if (isObject(value) && isObject(there)) merge(there, value);
    else into[name] = value;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
