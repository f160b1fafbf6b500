import axios, { type AxiosInstance, type AxiosRequestConfig, type AxiosResponse } from 'axios';
import { ApiError, apiError, noResponse, tooSlow, unexpectedResponse } from './api-error.ts';
import type { Operation } from './command-line.ts';
import { nextPage } from './next-page.ts';

export interface ToDo {
  id: number;
  /** The object ID (oid) of the user whose to-do it is. */
  owner: string;
  description: string;
}

export type Result = { toDos: ToDo[] } | { toDo: ToDo } | { deleted: number };

export interface ToDoListApi {
  http: AxiosInstance;
  endpoint: string;
  /** How long loading all pages of a list may take, in milliseconds. */
  totalMs: number;
}

/**
 * Runs an operation against the ToDoList API, with the access token as a bearer token. A long list takes one request
 * per page.
 *
 * @throws {ApiError} when the API cannot be reached, refuses, or responds with something other than to-dos
 * @see https://www.rfc-editor.org/rfc/rfc6750#section-2.1
 */
export async function callToDoList(
  { http, endpoint, totalMs }: ToDoListApi,
  operation: Operation,
  accessToken: string,
  signal: AbortSignal,
): Promise<Result> {
  const deadline = AbortSignal.timeout(totalMs);
  const send = (request: AxiosRequestConfig): Promise<AxiosResponse<unknown>> =>
    http
      .request<unknown>({
        signal,
        ...request,
        headers: { Authorization: `Bearer ${accessToken}`, Accept: 'application/json' },
        validateStatus: null,
      })
      .catch((error: unknown) => {
        if (deadline.aborted && !signal.aborted && axios.isCancel(error)) throw tooSlow(totalMs);
        throw noResponse(error, endpoint, operation.op);
      });
  const response = await send(requestOf(operation, endpoint));
  const result = resultOf(operation, response);
  if (operation.op === 'getToDos' && 'toDos' in result) {
    const sendNext = (url: string) => send({ method: 'get', url, signal: AbortSignal.any([signal, deadline]) });
    for await (const toDos of remainingPages(response, endpoint, sendNext)) result.toDos.push(...toDos);
  }
  return result;
}

/** A list with more pages than this is considered endless. */
const maxPages = 200;

/** Loads the remaining pages of a list. */
async function* remainingPages(
  first: AxiosResponse<unknown>,
  endpoint: string,
  send: (url: string) => Promise<AxiosResponse<unknown>>,
): AsyncGenerator<ToDo[]> {
  const seen = new Set<string>();
  for (let last = first; ;) {
    const url = nextPage(last.headers['link'], endpoint);
    if (url === undefined) return;
    if (seen.has(url) || seen.size >= maxPages) {
      const reason = seen.has(url) ? 'links back to a page already loaded' : `has more than ${maxPages} pages`;
      throw new ApiError('list_endless', `The API's list ${reason}.`, 'Check API_ENDPOINT.');
    }
    seen.add(url);
    last = await send(url);
    const page = resultOf({ op: 'getToDos' }, last);
    if (!('toDos' in page) || page.toDos.length === 0) return;
    yield page.toDos;
  }
}

function requestOf(operation: Operation, endpoint: string): AxiosRequestConfig {
  if (operation.op === 'getToDos') return { method: 'get', url: endpoint };
  if (operation.op === 'addToDo') {
    const { description, owner } = operation;
    return { method: 'post', url: endpoint, data: { description, owner } };
  }
  const { href: url } = toDoUrl(endpoint, operation.id);
  if (operation.op === 'updateToDo') return { method: 'put', url, data: { description: operation.description } };
  return { method: operation.op === 'deleteToDo' ? 'delete' : 'get', url };
}

/** Returns the URL of one to-do. Keeps the query, such as the key of an Azure Function. */
function toDoUrl(endpoint: string, id: number): URL {
  const url = new URL(endpoint);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${id}`;
  return url;
}

function resultOf(operation: Operation, response: AxiosResponse<unknown>): Result {
  const { status, data, config } = response;
  if (operation.op === 'deleteToDo') {
    const deletedByEarlierAttempt = status === 404 && config.tried?.mayHaveActed === true;
    if (status === 204 || status === 200 || deletedByEarlierAttempt) return { deleted: operation.id };
  }
  if (status < 200 || status >= 300) throw apiError(operation.op, response);
  if (operation.op === 'getToDos' && Array.isArray(data) && data.every(isToDo)) return { toDos: data };
  if (isToDo(data)) return { toDo: data };
  throw unexpectedResponse(response);
}

function isToDo(value: unknown): value is ToDo {
  if (typeof value !== 'object' || value === null) return false;
  const { id, owner, description }: Partial<Record<keyof ToDo, unknown>> = value;
  return Number.isSafeInteger(id) && typeof owner === 'string' && typeof description === 'string';
}
