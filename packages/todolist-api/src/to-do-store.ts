import type { ToDo } from './to-do.ts';

interface Page {
  after: number;
  limit: number;
}

/** Keeps to-dos. With an `owner`, only that owner's to-dos exist. @throws {StoreUnavailableError} from every method */
export interface ToDoStore {
  /** By ascending id, those of a higher id than `after`, `limit` at most. */
  list(page: Page, owner?: string): Promise<ToDo[]>;
  find(id: number, owner?: string): Promise<ToDo | undefined>;
  /** Resolves once the to-do is on disk; with undefined, and nothing added, when the owner has maxToDosPerOwner. */
  add(toDo: Omit<ToDo, 'id'>): Promise<ToDo | undefined>;
  update(id: number, description: string, owner?: string): Promise<ToDo | undefined>;
  /** False when there was none. */
  remove(id: number, owner?: string): Promise<boolean>;
  /** Passes when the store can be written to, read and deleted from; leaves nothing behind. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** The to-dos that a new table starts with, one for each owner. */
export function seedToDos(owners: readonly string[]): Omit<ToDo, 'id'>[] {
  const descriptions = ['Water the plants', 'Return the library books', 'Book the train to Oslo'];
  return descriptions.flatMap((description, index) => {
    const owner = owners[index];
    return owner === undefined ? [] : [{ owner, description }];
  });
}
