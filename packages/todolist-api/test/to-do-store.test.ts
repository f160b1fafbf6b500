import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { createLogger } from 'web-server';
import { isMissing } from 'test-support';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createPostgresStore } from '../src/postgres-store.ts';
import { createSqliteStore } from '../src/sqlite-store.ts';
import type { ToDoStore } from '../src/to-do-store.ts';
import { descriptionPattern, maxId, maxToDosPerOwner, type ToDo } from '../src/to-do.ts';
import { ada, grace } from './support/callers.ts';
import { createSchema } from './support/postgres.ts';

const all = { after: 0, limit: 1_000 };

const add = async (store: ToDoStore, toDo: Omit<ToDo, 'id'>): Promise<ToDo> => {
  const added = await store.add(toDo);
  if (!added) throw new Error('The owner has too many to-dos.');
  return added;
};

interface Place extends AsyncDisposable {
  /** Another store on the same place. */
  open(seedOwners?: string[]): ToDoStore;
}

const kinds = {
  SQLite: async (): Promise<Place> => {
    const folder = await mkdtemp(join(tmpdir(), 'to-do-store-'));
    return {
      open: (seedOwners = []) => createSqliteStore(join(folder, 'not', 'there', 'yet', 'todolist.db'), seedOwners),
      [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
    };
  },
  PostgreSQL: async (): Promise<Place> => {
    const schema = await createSchema();
    const log = createLogger({ name: 'test', level: 'silent' });
    return {
      open: (seedOwners = []) => createPostgresStore(schema.url, { seedOwners, log }),
      [Symbol.asyncDispose]: () => schema[Symbol.asyncDispose](),
    };
  },
};

const withoutPostgres = await isMissing('postgresql');

describe.each(['SQLite', 'PostgreSQL'] as const)('%s', (kind) => {
  describe.skipIf(kind === 'PostgreSQL' && withoutPostgres)('as a store', () => {
    let place: Place;
    let store: ToDoStore;
    const opened: ToDoStore[] = [];
    const open = (seedOwners?: string[]): ToDoStore => {
      const another = place.open(seedOwners);
      opened.push(another);
      return another;
    };

    beforeEach(async () => {
      place = await kinds[kind]();
      store = open();
    });
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((each) => each.close()));
      await place[Symbol.asyncDispose]();
    });

    test('starts empty, and passes its check', async () => {
      await store.check();
      expect(await store.list(all)).toEqual([]);
    });

    test('keeps what is added, in the order of the ids', async () => {
      const first = await add(store, { owner: ada, description: 'First' });
      const second = await add(store, { owner: grace, description: 'Second' });
      expect(first).toEqual({ id: 1, owner: ada, description: 'First' });
      expect(second).toEqual({ id: 2, owner: grace, description: 'Second' });
      expect(await store.list(all)).toEqual([first, second]);
      expect(await store.find(2)).toEqual(second);
    });

    test('an owner’s list holds theirs alone', async () => {
      await add(store, { owner: ada, description: 'Ada’s' });
      await add(store, { owner: grace, description: 'Grace’s' });
      expect(await store.list(all, ada)).toEqual([{ id: 1, owner: ada, description: 'Ada’s' }]);
    });

    test('for another owner a to-do is not there', async () => {
      const toDo = await add(store, { owner: grace, description: 'Grace’s' });
      expect(await store.find(toDo.id, ada)).toBeUndefined();
      expect(await store.update(toDo.id, 'Taken over', ada)).toBeUndefined();
      expect(await store.remove(toDo.id, ada)).toBe(false);
      expect(await store.find(toDo.id, grace)).toEqual(toDo);
    });

    test('changes and removes, for the owner and for anyone', async () => {
      const toDo = await add(store, { owner: ada, description: 'Before' });
      expect(await store.update(toDo.id, 'By the owner', ada)).toEqual({ ...toDo, description: 'By the owner' });
      expect(await store.update(toDo.id, 'By an app')).toEqual({ ...toDo, description: 'By an app' });
      expect(await store.find(toDo.id, ada)).toEqual({ ...toDo, description: 'By an app' });
      expect(await store.remove(toDo.id, ada)).toBe(true);
      expect(await store.remove(toDo.id)).toBe(false);
      expect(await store.update(toDo.id, 'Too late')).toBeUndefined();
    });

    test('lists page by page, everyone’s and an owner’s', async () => {
      const toDos: ToDo[] = [];
      for (const owner of [ada, grace, ada, ada])
        toDos.push(await add(store, { owner, description: `Number ${toDos.length}` }));
      const [first, second, third, fourth] = toDos;
      expect(await store.list({ after: 0, limit: 2 })).toEqual([first, second]);
      expect(await store.list({ after: 2, limit: 2 })).toEqual([third, fourth]);
      expect(await store.list({ after: 1, limit: 1 }, ada)).toEqual([third]);
      expect(await store.list({ after: 4, limit: 2 })).toEqual([]);
    });

    test('an owner has so many and no more, however many are added at once by however many instances', async () => {
      const stores = [store, open(), open()];
      await Promise.all(stores.map((each) => each.check()));
      const fill = Array.from({ length: maxToDosPerOwner - 5 }, (_, index) => async () => {
        await add(store, { owner: ada, description: `Number ${index}` });
      });
      for (const one of fill) await one();
      const added = await Promise.all(
        Array.from({ length: 30 }, (_, index) => {
          const each = stores[index % stores.length] ?? store;
          return each.add({ owner: ada, description: `One of thirty, number ${index}` });
        }),
      );
      expect(added.filter((toDo) => toDo !== undefined)).toHaveLength(5);
      expect(await store.list(all, ada)).toHaveLength(maxToDosPerOwner);
      expect(await store.add({ owner: grace, description: 'Another owner’s' })).toMatchObject({ owner: grace });
      const [oldest] = await store.list(all, ada);
      await store.remove(oldest?.id ?? 0);
      expect(await store.add({ owner: ada, description: 'In its place' })).toMatchObject({ owner: ada });
    });

    test('never gives an id twice', async () => {
      const { id } = await add(store, { owner: ada, description: 'One' });
      await store.remove(id);
      expect((await add(store, { owner: ada, description: 'Two' })).id).toBeGreaterThan(id);
    });

    test('the highest id is only not there', async () => {
      expect(await store.find(maxId)).toBeUndefined();
    });

    test('gives back every description that the API admits, as it was', async () => {
      const text = fc
        .oneof(
          fc.string({ unit: 'binary', minLength: 1, maxLength: 500 }),
          fc.constantFrom("'; DROP TABLE todos; --", '$1', '?', '%_\\'),
        )
        .filter((value) => descriptionPattern.test(value) && Array.from(value).length <= 500);
      await fc.assert(
        fc.asyncProperty(text, async (description) => {
          const { id } = await add(store, { owner: ada, description });
          expect(await store.find(id)).toEqual({ id, owner: ada, description });
        }),
        { numRuns: 100 },
      );
    });

    test('sees at once what another instance wrote, and after a restart what was written before', async () => {
      await add(store, { owner: ada, description: 'Kept' });
      const another = open();
      expect(await another.list(all)).toHaveLength(1);
      await add(another, { owner: grace, description: 'Also kept' });
      expect(await store.list(all)).toHaveLength(2);
      await store.close();
      expect(await open().list(all)).toHaveLength(2);
    });

    test('a new table is seeded once, however many instances start together', async () => {
      await store.close();
      await place[Symbol.asyncDispose]();
      place = await kinds[kind]();
      const owners = [ada, grace, grace];
      const lists = await Promise.all(Array.from({ length: 6 }, () => open(owners).list(all)));
      expect(lists.map((list) => list.map(({ owner }) => owner))).toEqual(Array.from({ length: 6 }, () => owners));
      const last = open(owners);
      for (const { id } of await last.list(all)) await last.remove(id);
      expect(await open(owners).list(all)).toEqual([]);
    });

    test('concurrent writes all stay', async () => {
      const another = open();
      const adding = Array.from({ length: 60 }, (_, index) =>
        add(index % 2 ? store : another, { owner: ada, description: `Number ${index}` }),
      );
      const ids = (await Promise.all(adding)).map(({ id }) => id);
      expect(new Set(ids).size).toBe(60);
      expect(await store.list(all, ada)).toHaveLength(60);
    });
  });
});
