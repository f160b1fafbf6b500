import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Emulator, startEmulator } from 'ciam-emulator';
import { isMissing } from 'test-support';
import { expect, test } from 'vitest';
import { settingsFor, startApiProgram } from './support/api-program.ts';
import { ada, userToken } from './support/callers.ts';

const minutes = 10;
const userCount = 16;
const mostToDos = 12;

interface ToDo {
  id: number;
  owner: string;
  description: string;
}

/** A user who knows what their list must be, and checks every response against it. */
class User {
  readonly oid: string;
  readonly #url: string;
  readonly #tenant: Emulator;
  readonly #toDos = new Map<number, ToDo>();
  #headers: Record<string, string> = {};
  responses = 0;
  unexpected: string[] = [];

  constructor(number: number, url: string, tenant: Emulator) {
    this.oid = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
    this.#url = `${url}/api/todolist`;
    this.#tenant = tenant;
  }

  async work(until: number): Promise<void> {
    for (let turn = 0; performance.now() < until; turn++) {
      if (turn % 500 === 0) await this.#signIn();
      await this.#turn(Math.random());
    }
    for (const id of this.#toDos.keys()) await this.#remove(id);
  }

  async #signIn(): Promise<void> {
    const token = await userToken(this.#tenant, ada, 'ToDoList.ReadWrite', { oid: this.oid });
    this.#headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  }

  async #turn(dice: number): Promise<void> {
    const [id] = this.#toDos.keys();
    if (dice < 0.4) return this.#expect('GET', '', 200, [...this.#toDos.values()]);
    if (dice < 0.6 && this.#toDos.size < mostToDos) return this.#add(`Text ${dice} ✓`);
    if (dice < 0.7 && id !== undefined) return this.#remove(id);
    if (dice < 0.8 && id !== undefined) return this.#change(id, `Changed ${dice}`);
    if (dice < 0.85 && id !== undefined) return this.#expect('GET', `/${id}`, 200, this.#toDos.get(id));
    if (dice < 0.88) return this.#expect('GET', '/2147483647', 404);
    if (dice < 0.91) return this.#expect('GET', '/zero', 400);
    if (dice < 0.94) return this.#expect('POST', '', 400, undefined, '{"description":""}');
    if (dice < 0.97) return this.#expect('GET', '', 401, undefined, undefined, { Authorization: 'Bearer e.e.e' });
    return this.#expect('POST', '', 413, undefined, JSON.stringify({ description: 'x'.repeat(17_000) }));
  }

  async #add(description: string): Promise<void> {
    const { status, body } = await this.#send('POST', '', JSON.stringify({ description }));
    const toDo = body as ToDo;
    if (status !== 201 || toDo.owner !== this.oid || toDo.description !== description) this.#note('POST', status, body);
    else this.#toDos.set(toDo.id, toDo);
  }

  async #change(id: number, description: string): Promise<void> {
    const toDo = { id, owner: this.oid, description };
    this.#toDos.set(id, toDo);
    await this.#expect('PUT', `/${id}`, 200, toDo, JSON.stringify({ description }));
  }

  async #remove(id: number): Promise<void> {
    this.#toDos.delete(id);
    await this.#expect('DELETE', `/${id}`, 204);
  }

  async #expect(
    method: string,
    path: string,
    expected: number,
    expectedBody?: unknown,
    sent?: string,
    headers?: Record<string, string>,
  ): Promise<void> {
    const { status, body } = await this.#send(method, path, sent, headers);
    const sameBody = expectedBody === undefined || JSON.stringify(body) === JSON.stringify(expectedBody);
    if (status !== expected || !sameBody) this.#note(method + path, status, body);
  }

  async #send(
    method: string,
    path: string,
    body?: string,
    headers = this.#headers,
  ): Promise<{ status: number; body: unknown }> {
    this.responses += 1;
    try {
      const response = await fetch(this.#url + path, { method, headers, ...(body === undefined ? {} : { body }) });
      const text = await response.text();
      return { status: response.status, body: text ? JSON.parse(text) : undefined };
    } catch (error) {
      return { status: 0, body: String(error) };
    }
  }

  #note(what: string, status: number, body: unknown): void {
    this.unexpected.push(`${what} → ${status} ${JSON.stringify(body)?.slice(0, 300)}`);
  }
}

const residentMegabytes = async (pid: number): Promise<number> => {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
  return Number(stdout) / 1024;
};

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

test.skipIf(await isMissing('ps'))(
  `${minutes} minutes of mixed load: no response that was not expected, and memory that does not grow`,
  async () => {
    await using tenant = await startEmulator();
    const folder = await mkdtemp(join(tmpdir(), 'todolist-load-'));
    const env = { ...settingsFor(tenant, `file:${folder}/todolist.db`), HOST: '127.0.0.1' };
    const { program, url } = await startApiProgram({ ...env, LOG_LEVEL: 'warn' });

    const end = performance.now() + minutes * 60_000;
    const users = Array.from({ length: userCount }, (_, number) => new User(number, url, tenant));
    const working = Promise.all(users.map((user) => user.work(end)));
    const memory: number[] = [];
    for (let second = 0; performance.now() < end; second += 5) {
      await sleep(5_000);
      memory.push(await residentMegabytes(program.child.pid ?? 0));
      // As Entra does, a new key stands beside those before it for a while.
      if (second % 60 === 0) await tenant.control.rotateKeys();
    }
    await working;

    const responses = users.reduce((sum, user) => sum + user.responses, 0);
    const third = Math.floor(memory.length / 3);
    const [middle, last] = [mean(memory.slice(third, 2 * third)), mean(memory.slice(2 * third))];
    console.log(
      `${responses} responses; ${middle.toFixed(0)} MB in the middle third, ${last.toFixed(0)} MB in the last`,
    );
    expect(users.flatMap(({ unexpected }) => unexpected)).toEqual([]);
    expect(responses).toBeGreaterThan(minutes * 6_000);
    expect(last).toBeLessThan(middle * 1.1);
    expect(program.output.stdout + program.output.stderr).not.toMatch(/"level":(50|60)/);
    await rm(folder, { recursive: true });
  },
);
