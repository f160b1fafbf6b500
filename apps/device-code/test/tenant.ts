import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultTenant, type Emulator, startEmulator, type User } from 'ciam-emulator';

interface Request {
  path: string;
  form: URLSearchParams;
}

/** What the tenant does instead of answering; nothing to answer as ever. */
type Fault = 'reset' | { status: number; body: string | object; headers?: Record<string, string> };

export interface TestTenant extends AsyncDisposable {
  /** The environment that points a program at this tenant, its cache folder included. */
  env: Record<string, string>;
  users: readonly User[];
  control: Emulator['control'];
  requests: Request[];
  /** Asked at each request. */
  fault: (request: Request) => Fault | undefined;
  /** Whether a token, a device code or a part of one stands in a text. */
  leaksInto: (text: string) => boolean;
  /** Has what a program printed looked through at the end, when disposing of the tenant throws if a secret is in it. */
  watch: (printed: () => string) => void;
  /** Changed in answers: seconds that a code or a token lives, and between polls. */
  numbers: { interval: number; expires_in?: number; token_expires_in?: number };
  /** The page that the answer names for entering the code, in place of the tenant's own. */
  verificationUri?: string;
  /** Signs a user in on the page where the code is entered. */
  approve: (userCode: string, user?: User, answer?: 'yes' | 'no') => Promise<void>;
  /** Nothing listens for so long. */
  goAway: (ms: number) => Promise<void>;
}

/** The emulator behind a door that can be told to misbehave, and that makes codes and tokens as short-lived as a test wants. */
export async function startTenant(): Promise<TestTenant> {
  const emulator = await startEmulator();
  const cacheFolder = await mkdtemp(join(tmpdir(), 'device-code-'));
  const requests: Request[] = [];
  const secrets = new Set<string>();
  const watched: (() => string)[] = [];
  const door = createServer((request, response) => {
    pass(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  const port = await listen(door, 0);
  const authority = `http://127.0.0.1:${port}/`;
  const [ada] = defaultTenant.users;
  if (!ada) throw new Error('The default tenant has no user.');

  const tenant: TestTenant = {
    env: {
      TENANT_SUBDOMAIN: defaultTenant.subdomain,
      AUTHORITY: authority,
      DEVICE_CODE_CLIENT_ID: '00001111-aaaa-2222-bbbb-000000000002',
      XDG_CACHE_HOME: cacheFolder,
      HOME: cacheFolder,
    },
    users: defaultTenant.users,
    control: emulator.control,
    requests,
    fault: () => undefined,
    leaksInto: (text) => /eyJ[\w-]{10}/.test(text) || [...secrets].some((secret) => text.includes(secret.slice(0, 20))),
    watch: (printed) => void watched.push(printed),
    numbers: { interval: 0.2 },
    async approve(userCode, user = ada, answer = 'yes') {
      if (answer === 'yes') await emulator.control.approveDeviceCode(userCode, user.mail);
      else await emulator.control.declineDeviceCode(userCode);
    },
    async goAway(ms) {
      await close(door);
      await new Promise((resolve) => void setTimeout(resolve, ms));
      await listen(door, port);
    },
    [Symbol.asyncDispose]: async () => {
      await close(door);
      await emulator.close();
      await rm(cacheFolder, { recursive: true });
      const leak = watched.map((printed) => printed()).find((text) => tenant.leaksInto(text));
      if (leak !== undefined) throw new Error(`A secret was printed:\n${leak}`);
    },
  };
  return tenant;

  async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await text(incoming);
    const path = incoming.url ?? '/';
    const request = { path, form: new URLSearchParams(body) };
    requests.push(request);
    const fault = tenant.fault(request);
    if (fault === 'reset') return void outgoing.destroy();
    if (fault) {
      const isText = typeof fault.body === 'string';
      outgoing.writeHead(fault.status, { 'content-type': isText ? 'text/html' : 'application/json', ...fault.headers });
      return void outgoing.end(isText ? fault.body : JSON.stringify(fault.body));
    }
    const { method = 'GET' } = incoming;
    const answer = await fetch(new URL(path, emulator.origin), {
      method,
      headers: { 'content-type': incoming.headers['content-type'] ?? 'text/plain' },
      ...(method === 'POST' ? { body } : {}),
    });
    outgoing.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' });
    outgoing.end(change(path, (await answer.text()).replaceAll(emulator.origin, authority.slice(0, -1))));
  }

  function change(path: string, json: string): string {
    const { interval, expires_in = 900, token_expires_in = 3599 } = tenant.numbers;
    const isToken = path.includes('/token') && json.includes('"access_token"');
    if (!isToken && !path.endsWith('/devicecode')) return json;
    const body: Record<string, unknown> = JSON.parse(json);
    for (const name of ['access_token', 'refresh_token', 'id_token', 'device_code']) {
      const value = body[name];
      if (typeof value === 'string') secrets.add(value);
    }
    if (isToken) return JSON.stringify({ ...body, expires_in: token_expires_in });
    const { verificationUri = body['verification_uri'] } = tenant;
    return JSON.stringify({ ...body, interval, expires_in, verification_uri: verificationUri });
  }
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function text(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}
