import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { isDeepStrictEqual } from 'node:util';

import { createConnections, serverOptions } from 'web-server/connections';

import { checkControlToken } from './control/access.ts';
import { Control } from './control/control.ts';
import { msalAuth } from './msal-auth.ts';
import type { MsalAuth } from './msal-auth.ts';
import { listen, RemoteHostError } from './server/listen.ts';
import { isLoopbackName } from './server/loopback.ts';
import { OriginError, reachableHost, readOrigin } from './server/origin.ts';
import type { Reach } from './server/origin.ts';
import { Router } from './routing/router.ts';
import { installTenantTime } from './server/tenant-time.ts';
import { checkTenantConfig } from './tenant/configuration.ts';
import { defaultTenant } from './tenant/default-tenant.ts';
import { readKeysFile } from './tokens/keys-file.ts';
import type { SigningKey } from './tokens/signing-keys.ts';
import type { Application, TenantConfig, User } from './tenant/model.ts';
import { Tenant } from './tenant/tenant.ts';

export interface EmulatorOptions {
  /** 0, the default, takes a free one. */
  port?: number;
  /** 127.0.0.1 by default. */
  host?: string;
  /** Lets `host` be an address that other machines can reach. */
  allowRemote?: boolean;
  /** The default tenant when absent. */
  config?: TenantConfig;
  /**
   * Whose issuer tokens carry: the emulator's own origin (default), or `https://<tenantId>.ciamlogin.com/<tenantId>/v2.0`
   * as those of real tenants do. Requests for a host of ciamlogin.com always get what real tenants send.
   */
  issuer?: 'origin' | 'guid-host';
  /**
   * Scheme, host and port that apps and browsers reach it by, where that is not how it listens: the name of a container,
   * or a custom URL domain. When absent it responds under the name that a request uses: `localhost` and `127.0.0.1`, and with
   * `allowRemote` an address or a name without dots. It never responds to other names.
   */
  origin?: string;
  /**
   * How apps reach it where browsers use `origin`: `http://emulator:4400` in a network of containers. Discovery asked by
   * this name has the endpoints that apps ask here, and everything else, the issuer too, at `origin`.
   */
  backChannelOrigin?: string;
  /** Opens the control API to other machines that send it as a bearer token: 16 characters or more. */
  controlToken?: string;
  /** Serves https with this key and certificate, both PEM. */
  tls?: { key: string; cert: string };
  /**
   * A file with the keys that tokens are signed with, so that they outlive the emulator: a JSON Web Key Set, which is made when
   * it is missing, for its owner alone.
   */
  keys?: string;
  /** Where unexpected failures are reported; standard error by default. */
  log?: (line: string) => void;
}

/** A running tenant. `await using` or `close()` ends it. */
export interface Emulator extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`, or what was asked for. */
  readonly origin: string;
  /** What AUTHORITY takes: the origin with a slash. */
  readonly authority: string;
  /** Where `control` is served over HTTP: to this machine, and to others by `controlToken`. */
  readonly controlUrl: string;
  readonly port: number;
  readonly tenantId: string;
  /** `contoso` */
  readonly subdomain: string;
  readonly issuer: string;
  readonly users: readonly User[];
  readonly applications: readonly Application[];
  /** `auth` for an MSAL client: authority and discovery document, to which a credential of its own is added. */
  msalAuth: (clientId: string) => MsalAuth;
  /** What a test can see and do behind the tenant's back. */
  readonly control: Control;
  /** Ends it, open connections included. */
  close: () => Promise<void>;
}

/**
 * Starts a local External ID tenant.
 * @throws EmulatorListenError when the address is taken or not allowed.
 * @throws RemoteHostError when it is open to other machines without being told so.
 * @throws OriginError
 * @throws ControlTokenError
 * @throws TenantConfigurationError
 * @throws KeysFileError
 *
 * @example
 * const tenant = await startEmulator();
 * const token = await tenant.control.issueToken({
 *   clientId: '00001111-aaaa-2222-bbbb-000000000001',
 *   user: 'ada@contoso.com',
 *   scopes: ['api://00001111-aaaa-2222-bbbb-3333cccc4444/ToDoList.Read'],
 * });
 * await tenant.close();
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  return startWithKey(options);
}

/**
 * The same with a signing key that is in the making.
 * @throws whatever `startEmulator` throws
 */
export async function startWithKey(options: EmulatorOptions, firstKey?: Promise<SigningKey>): Promise<Emulator> {
  const { port = 0, host = '127.0.0.1', allowRemote = false, config = defaultTenant, tls } = options;
  const log = options.log ?? writeError;
  if (!allowRemote && !isLoopbackName(host)) {
    throw new RemoteHostError(
      `${host} lets other machines in, and anyone can sign in here. If that is meant, say so with --allow-remote (allowRemote).`,
    );
  }
  const named = readNames(options);
  if (options.controlToken !== undefined) checkControlToken(options.controlToken);
  // Tests hold the default tenant to its schema, and checking takes longer than all the rest of a start.
  if (!isDeepStrictEqual(config, defaultTenant)) await checkTenantConfig(config);
  const keys = options.keys === undefined ? firstKey && [firstKey] : await readKeysFile(options.keys);
  // Requests come once it listens, and it listens before its address, the port included, is known.
  let answer: RequestListener = (_request, response) => void response.destroy();
  const connections = createConnections((...exchange) => answer(...exchange));
  const create = () => {
    const server = tls ? createTlsServer({ ...serverOptions, ...tls }) : createServer(serverOptions);
    connections.accept(server);
    return server;
  };
  const listening = await listen(create, port, host);
  const local = new URL(`${tls ? 'https' : 'http'}://${reachableHost(host)}:${listening.port}`).origin;
  const reach: Reach = named
    ? { ...named, local, follows: 'none' }
    : { origin: local, backChannel: undefined, local, follows: allowRemote ? 'network' : 'loopback' };
  const restoreTime = installTenantTime();
  const tenant = new Tenant(config, { reach, guidHost: options.issuer === 'guid-host', keys, log });
  const router = new Router(tenant, options.controlToken);
  answer = (request, response) => {
    router.answer(request, response).catch((error: unknown) => {
      tenant.logUnexpected(error);
      response.destroy();
    });
  };
  const close = async () => {
    await listening.close();
    await tenant.keys.settle();
    restoreTime();
  };
  const { directory, origin, issuer } = tenant;
  return {
    origin,
    authority: `${origin}/`,
    controlUrl: `${local}/_emulator`,
    port: listening.port,
    tenantId: directory.tenantId,
    subdomain: directory.subdomain,
    issuer,
    users: directory.users,
    applications: directory.applications,
    msalAuth: (clientId) => msalAuth(tenant, clientId),
    control: new Control(tenant),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** What may wait for a reader of standard error that is behind, in bytes; more is dropped. */
const mostWaiting = 1_000_000;

function writeError(line: string): void {
  if (process.stderr.writableLength < mostWaiting) process.stderr.write(`ciam-emulator: ${line}\n`);
}

/** @throws {OriginError} */
function readNames({ origin, backChannelOrigin }: EmulatorOptions): Pick<Reach, 'origin' | 'backChannel'> | undefined {
  if (origin !== undefined) {
    const backChannel = backChannelOrigin === undefined ? undefined : readOrigin(backChannelOrigin);
    return { origin: readOrigin(origin), backChannel };
  }
  if (backChannelOrigin === undefined) return undefined;
  throw new OriginError('A back-channel origin needs the origin that browsers use: give --origin too.');
}
