import axios, { type AxiosInstance, type AxiosRequestConfig, type AxiosResponse } from 'axios';
import { describeRequestError } from 'ciam-msal';
import { apiError, noResponse, unexpectedResponse } from './api-error.ts';
import type { Operation } from './command-line.ts';
import { nextPage } from './next-page.ts';

export interface ToDo {
  id: number;
  /** The object id (oid) of the user whose to-do it is. */
  owner: string;
  description: string;
}

/** What an operation came to. */
export type Result = { toDos: ToDo[] } | { toDo: ToDo } | { deleted: number };

/**
 * Calls the ToDoList API for an operation, with the access token as a bearer token: once, and once more for each further
 * page of a long list.
 *
 * @throws ApiError when the API cannot be reached, refuses, or answers with something else than to-dos
 * @see RFC 6750 §2.1
 */
export async function callToDoList(
  http: AxiosInstance,
  apiEndpoint: string,
  operation: Operation,
  accessToken: string,
  signal: AbortSignal,
): Promise<Result> {
  const send = (request: AxiosRequestConfig): Promise<AxiosResponse<unknown>> =>
    http
      .request<unknown>({
        ...request,
        signal,
        headers: { Authorization: `Bearer ${accessToken}`, Accept: 'application/json' },
        validateStatus: null,
      })
      .catch((error: unknown) => {
        const { code, message } = describeRequestError(error, apiEndpoint);
        throw noResponse(code, message, operation.op, axios.isAxiosError(error) ? error.cause : undefined);
      });
  const response = await send(requestOf(operation, apiEndpoint));
  const result = resultOf(operation, response);
  if (operation.op === 'getToDos' && 'toDos' in result) {
    for await (const toDos of furtherPages(response, apiEndpoint, send)) result.toDos.push(...toDos);
  }
  return result;
}

/** The API answers a long list page by page. */
async function* furtherPages(
  first: AxiosResponse<unknown>,
  apiEndpoint: string,
  send: (request: AxiosRequestConfig) => Promise<AxiosResponse<unknown>>,
): AsyncGenerator<ToDo[]> {
  for (let last = first; ;) {
    const url = nextPage(last.headers['link'], apiEndpoint);
    if (url === undefined) return;
    last = await send({ method: 'get', url });
    const page = resultOf({ op: 'getToDos' }, last);
    if (!('toDos' in page) || page.toDos.length === 0) return;
    yield page.toDos;
  }
}

function requestOf(operation: Operation, toDos: string): AxiosRequestConfig {
  if (operation.op === 'getToDos') return { method: 'get', url: toDos };
  if (operation.op === 'addToDo') {
    const { description, owner } = operation;
    return { method: 'post', url: toDos, data: { description, owner } };
  }
  const { href: url } = withPath(toDos, operation.id);
  if (operation.op === 'updateToDo') return { method: 'put', url, data: { description: operation.description } };
  return { method: operation.op === 'deleteToDo' ? 'delete' : 'get', url };
}

/** The address may carry a query, such as the key of an Azure Function. */
function withPath(toDos: string, id: number): URL {
  const url = new URL(toDos);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${id}`;
  return url;
}

function resultOf(operation: Operation, response: AxiosResponse<unknown>): Result {
  const { status, data, config } = response;
  if (operation.op === 'deleteToDo') {
    const goneByUs = status === 404 && config.tried?.mayHaveActed === true;
    if (status === 204 || status === 200 || goneByUs) return { deleted: operation.id };
  }
  if (status < 200 || status >= 300) throw apiError(operation.op, response);
  if (operation.op === 'getToDos' && Array.isArray(data) && data.every(isToDo)) return { toDos: data };
  if (isToDo(data)) return { toDo: data };
  throw unexpectedResponse(response);
}

function isToDo(value: unknown): value is ToDo {
  if (typeof value !== 'object' || value === null) return false;
  const { id, owner, description }: Partial<Record<keyof ToDo, unknown>> = value;
  return typeof id === 'number' && typeof owner === 'string' && typeof description === 'string';
}
