import { randomUUID } from 'node:crypto';
import { type Json, Refusal } from './validation.ts';

export type Collection = 'applications' | 'servicePrincipals' | 'grants' | 'assignments' | 'flows';
export interface Item extends Json {
  id: string;
}

/** The objects of one tenant. A new one can be seen only after some more requests, as on a replica that lags behind. */
export class Directory {
  readonly graphPrincipal: Item = { id: randomUUID(), appId: '00000003-0000-0000-c000-000000000000' };
  readonly #items: Record<Collection, Map<string, { item: Item; from: number }>>;
  readonly #lag: number;
  #requests = 0;

  constructor(lag: number) {
    this.#lag = lag;
    const principal = { item: this.graphPrincipal, from: 0 };
    this.#items = {
      applications: new Map(),
      servicePrincipals: new Map([[this.graphPrincipal.id, principal]]),
      grants: new Map(),
      assignments: new Map(),
      flows: new Map(),
    };
  }

  /** One more request has come. */
  tick(): void {
    this.#requests += 1;
  }

  /** What can be seen by now. */
  all(collection: Collection): Item[] {
    return [...this.#items[collection].values()].filter(({ from }) => from <= this.#requests).map(({ item }) => item);
  }

  /** Everything, whoever can see it. */
  everything(collection: Collection): Item[] {
    return [...this.#items[collection].values()].map(({ item }) => item);
  }

  /** @throws Refusal 404 */
  get(collection: Collection, id: unknown): Item {
    const found = this.all(collection).find((item) => item.id === id);
    if (!found) {
      throw new Refusal(
        404,
        'Request_ResourceNotFound',
        `Resource '${String(id)}' does not exist or one of its queried reference-property objects are not present.`,
      );
    }
    return found;
  }

  add(collection: Collection, properties: Json): Item {
    const item: Item = { ...properties, id: randomUUID() };
    this.#items[collection].set(item.id, { item, from: this.#requests + this.#lag });
    return item;
  }

  remove(collection: Collection, id: string): void {
    this.#items[collection].delete(id);
  }
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
