import type { Operation } from '../operation.ts';
import type { RequestFilter, SeenRequest } from '../request-log.ts';
import { listOf, object, text, timeout, allRequired } from '../schemas.ts';

const fields = { type: 'object', additionalProperties: text };
const seenRequest = allRequired({
  time: text,
  method: text,
  path: text,
  query: fields,
  form: fields,
  headers: fields,
  status: { type: 'integer', description: '0 when the connection ended before a response' },
});

export const listRequests: Operation<object, readonly SeenRequest[]> = {
  method: 'GET',
  path: '/requests',
  summary: 'Lists the last thousand requests, oldest first, with secrets masked',
  result: listOf(seenRequest),
  run: ({ requests }) => requests.list,
};

export const clearRequests: Operation<object, void> = {
  method: 'DELETE',
  path: '/requests',
  summary: 'Clears the request log',
  run: ({ requests }) => requests.clear(),
};

export const waitForRequest: Operation<RequestFilter & { timeoutMs?: number | undefined }, Promise<SeenRequest>> = {
  method: 'GET',
  path: '/requests/next',
  summary: 'Waits for the next request that matches',
  input: object({
    method: { type: 'string', description: 'GET or POST' },
    path: { type: 'string', description: 'the end of the path, such as /token' },
    timeoutMs: timeout,
  }),
  result: seenRequest,
  refusals: [408],
  run: ({ requests }, { timeoutMs, ...filter }) => requests.next(filter, timeoutMs),
};
