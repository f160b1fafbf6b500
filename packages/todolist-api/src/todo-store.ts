import type { Todo } from './todo.ts';

interface Page {
  after: number;
  limit: number;
}

/** Keeps to-dos. With an `owner`, only that owner's to-dos exist. Every method throws StoreUnavailableError when it cannot. */
export interface TodoStore {
  /** By ascending id, those of a higher id than `after`, `limit` at most. */
  list(page: Page, owner?: string): Promise<Todo[]>;
  find(id: number, owner?: string): Promise<Todo | undefined>;
  /** Resolves once the to-do is on disk; with undefined, and nothing added, when the owner has MAX_TODOS_PER_OWNER. */
  add(todo: Omit<Todo, 'id'>): Promise<Todo | undefined>;
  update(id: number, description: string, owner?: string): Promise<Todo | undefined>;
  /** False when there was none. */
  remove(id: number, owner?: string): Promise<boolean>;
  /** Passes when the store can be read. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** The database is away, full or locked; the same call may work later. The message says why, and is public. */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';
  readonly code = 'store_unavailable';
}

/** The to-dos that a new table starts with, one for each owner. */
export function seedTodos(owners: readonly string[]): Omit<Todo, 'id'>[] {
  const descriptions = ['Water the plants', 'Return the library books', 'Book the train to Oslo'];
  return descriptions.flatMap((description, index) => {
    const owner = owners[index];
    return owner === undefined ? [] : [{ owner, description }];
  });
}
