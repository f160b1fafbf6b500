import { createHttpClient } from 'ciam-config';
import { type Act, localServer, scriptedServer } from 'test-support';
import { expect, test } from 'vitest';
import { callToDoList } from '../src/to-do-list.ts';

const toDo = (id: number) => ({ id, owner: 'ada00000-0000-4000-8000-000000000001', description: `Number ${id}` });
const page = (ids: number[], link?: string): Act => ({
  status: 200,
  body: ids.map(toDo),
  ...(link === undefined ? {} : { headers: { link } }),
});

const list = (url: string, totalMs = 10_000) =>
  callToDoList(
    { http: createHttpClient(), endpoint: `${url}todos`, totalMs },
    { op: 'getToDos' },
    'the-token',
    new AbortController().signal,
  );

test('a list that comes in pages is read to its end', async () => {
  await using api = await scriptedServer(
    page([1, 2], '<?after=2>; rel="next"'),
    page([3], '<?after=3>; rel="next"'),
    page([4]),
  );
  expect(await list(api.url)).toEqual({ toDos: [1, 2, 3, 4].map(toDo) });
  expect(api.received.map(({ path }) => path)).toEqual(['/todos', '/todos?after=2', '/todos?after=3']);
  expect(api.received.every(({ headers }) => headers.authorization === 'Bearer the-token')).toBe(true);
});

test('one that goes on at another address is refused, and the token stays here', async () => {
  await using elsewhere = await scriptedServer(page([3]));
  await using api = await scriptedServer(page([1], `<${elsewhere.url}>; rel="next"`));
  await expect(list(api.url)).rejects.toMatchObject({ name: 'ApiError', code: 'unexpected_response' });
  expect(elsewhere.received).toEqual([]);
});

test('one that goes on forever with nothing in it ends', async () => {
  await using api = await scriptedServer(page([1], '<?after=1>; rel="next"'), page([], '<?after=1>; rel="next"'));
  expect(await list(api.url)).toEqual({ toDos: [toDo(1)] });
});

test.each([
  ['at the same address', () => '<?after=1>; rel="next"'],
  ['at two addresses in turn', (nth: number) => `<?after=${nth % 2}>; rel="next"`],
  ['at ever new addresses', (nth: number) => `<?after=${nth}>; rel="next"`],
])('one that goes on forever %s ends with an error', async (_, link) => {
  let asked = 0;
  await using api = await localServer((_request, response) => {
    asked += 1;
    response.writeHead(200, { 'content-type': 'application/json', link: link(asked) });
    response.end(JSON.stringify([toDo(asked)]));
  });
  await expect(list(api.url)).rejects.toMatchObject({ name: 'ApiError', code: 'list_endless' });
  expect(asked).toBeLessThan(300);
});

test('the time limit is for the whole list', async () => {
  let asked = 0;
  await using api = await localServer((_request, response) => {
    asked += 1;
    const respond = () => {
      response.writeHead(200, { 'content-type': 'application/json', link: `<?after=${asked}>; rel="next"` });
      response.end(JSON.stringify([toDo(asked)]));
    };
    setTimeout(respond, 150);
  });
  await expect(list(api.url, 500)).rejects.toMatchObject({
    code: 'network_broken',
    message: 'The API did not send the whole list within 0.5 seconds.',
  });
  expect(asked).toBeLessThan(10);
});
