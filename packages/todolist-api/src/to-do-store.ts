import type { ToDo } from './to-do.ts';

interface Page {
  after: number;
  limit: number;
}

/**
 * Stores to-dos. With an `owner`, only that owner's to-dos exist. Every method may reject with a {@link
 * StoreUnavailableError}.
 */
export interface ToDoStore {
  /** Returns at most `limit` to-dos with an ID above `after`, by ascending ID. */
  list(page: Page, owner?: string): Promise<ToDo[]>;
  find(id: number, owner?: string): Promise<ToDo | undefined>;
  /**
   * Resolves once the to-do is on disk. Resolves to undefined, and adds nothing, if the owner already has
   * maxToDosPerOwner.
   */
  add(toDo: Omit<ToDo, 'id'>): Promise<ToDo | undefined>;
  update(id: number, description: string, owner?: string): Promise<ToDo | undefined>;
  /** Resolves to false if there was no such to-do. */
  remove(id: number, owner?: string): Promise<boolean>;
  /** Checks that the store can write, read and delete. Leaves nothing behind. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** Returns the to-dos of a new table, one for each owner. */
export function seedToDos(owners: readonly string[]): Omit<ToDo, 'id'>[] {
  const descriptions = ['Water the plants', 'Return the library books', 'Book the train to Oslo'];
  return descriptions.flatMap((description, index) => {
    const owner = owners[index];
    return owner === undefined ? [] : [{ owner, description }];
  });
}
