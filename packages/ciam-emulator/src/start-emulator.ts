import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { isDeepStrictEqual } from 'node:util';
import { createConnections, serverOptions } from 'web-server/connections';
import { checkControlToken } from './control/access.ts';
import { Control } from './control/control.ts';
import { msalAuth, type MsalAuth } from './msal-auth.ts';
import { listen, RemoteHostError } from './server/listen.ts';
import { isLoopbackName } from './server/loopback.ts';
import { OriginError, type Reach, reachableHost, readOrigin } from './server/origin.ts';
import { Router } from './routing/router.ts';
import { installTenantTime } from './server/tenant-time.ts';
import { checkTenantConfig } from './tenant/configuration.ts';
import { defaultTenant } from './tenant/default-tenant.ts';
import { readKeysFile } from './tokens/keys-file.ts';
import type { SigningKey } from './tokens/signing-keys.ts';
import type { Application, TenantConfig, User } from './tenant/model.ts';
import { Tenant } from './tenant/tenant.ts';

export interface EmulatorOptions {
  /** The port. Default: 0, which means any free port. */
  port?: number;
  /** The address to listen on. Default: 127.0.0.1. */
  host?: string;
  /** Allows a `host` that other machines can reach. */
  allowRemote?: boolean;
  /** The tenant. Default: {@link defaultTenant}. */
  config?: TenantConfig;
  /**
   * The issuer in tokens: the emulator's own origin (default), or `https://<tenantId>.ciamlogin.com/<tenantId>/v2.0`
   * like real tenants. Requests for a host of ciamlogin.com always get the responses of real tenants.
   */
  issuer?: 'origin' | 'guid-host';
  /**
   * The scheme, host and port at which apps and browsers reach it, if they differ from where it listens: the name of a
   * container, or a custom URL domain. Default: the name in each request, if it is `localhost` or `127.0.0.1` or, with
   * `allowRemote`, an address or a name without dots. It never responds to other names.
   */
  origin?: string;
  /**
   * The origin at which apps reach it, if browsers use `origin`: `http://emulator:4400` in a network of containers.
   * Under this name, discovery returns the endpoints for apps' own requests here; everything else, including the
   * issuer, is at `origin`.
   */
  backChannelOrigin?: string;
  /** Lets other machines use the control API with this bearer token of at least 16 characters. */
  controlToken?: string;
  /** Serves https with this key and certificate, both PEM. */
  tls?: { key: string; cert: string };
  /**
   * A file with the signing keys, a JSON Web Key Set, so that they outlive the emulator. If it does not exist, it is
   * created for its owner alone.
   */
  keys?: string;
  /** Reports unexpected errors. Default: standard error. */
  log?: (line: string) => void;
}

/** A running tenant. `await using` or `close()` ends it. */
export interface Emulator extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`, or the `origin` option. */
  readonly origin: string;
  /** The value for AUTHORITY: the origin with a trailing slash. */
  readonly authority: string;
  /** The URL of `control` over HTTP. Programs on this machine may use it, and others with `controlToken`. */
  readonly controlUrl: string;
  readonly port: number;
  readonly tenantId: string;
  /** `contoso` */
  readonly subdomain: string;
  readonly issuer: string;
  readonly users: readonly User[];
  readonly applications: readonly Application[];
  /** Returns the `auth` of an MSAL client: authority and discovery document. Add a credential to it. */
  msalAuth: (clientId: string) => MsalAuth;
  /** Inspects and changes the tenant from a test. */
  readonly control: Control;
  /** Stops the tenant and closes all connections. */
  close: () => Promise<void>;
}

/**
 * Starts a local External ID tenant.
 * @throws {EmulatorListenError} when the address is taken or not allowed.
 * @throws {RemoteHostError} when other machines can reach it, but `allowRemote` is not set.
 * @throws {OriginError}
 * @throws {ControlTokenError}
 * @throws {TenantConfigurationError}
 * @throws {KeysFileError}
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
 * Starts a local tenant with a signing key that is still being generated.
 *
 * @throws {Error} every error of `startEmulator`
 */
export async function startWithKey(options: EmulatorOptions, firstKey?: Promise<SigningKey>): Promise<Emulator> {
  const { port = 0, host = '127.0.0.1', allowRemote = false, config = defaultTenant, tls } = options;
  const log = options.log ?? writeError;
  if (!allowRemote && !isLoopbackName(host)) {
    throw new RemoteHostError(
      `${host} lets other machines in, and anyone can sign in here. To allow that, add --allow-remote (allowRemote in code).`,
    );
  }
  const named = readNames(options);
  if (options.controlToken !== undefined) checkControlToken(options.controlToken);
  // Skip the check for the default tenant: tests check it, and it would take longer than the rest of the start.
  if (!isDeepStrictEqual(config, defaultTenant)) await checkTenantConfig(config);
  const keys = options.keys === undefined ? firstKey && [firstKey] : await readKeysFile(options.keys);
  // The server listens before its address, including the port, is known, so requests may arrive before the handler
  // exists.
  let handler: RequestListener = (_request, response) => void response.destroy();
  const connections = createConnections((...exchange) => handler(...exchange));
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
  handler = (request, response) => {
    router.handle(request, response).catch((error: unknown) => {
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

/** Maximum backlog for a slow reader of standard error, in bytes. More is dropped. */
const maxBacklogBytes = 1_000_000;

function writeError(line: string): void {
  if (process.stderr.writableLength < maxBacklogBytes) process.stderr.write(`ciam-emulator: ${line}\n`);
}

/**
 * Reads the names of the emulator from its options.
 *
 * @throws {OriginError} when an origin is malformed, or only the back-channel origin is given
 */
function readNames({ origin, backChannelOrigin }: EmulatorOptions): Pick<Reach, 'origin' | 'backChannel'> | undefined {
  if (origin !== undefined) {
    const backChannel = backChannelOrigin === undefined ? undefined : readOrigin(backChannelOrigin);
    return { origin: readOrigin(origin), backChannel };
  }
  if (backChannelOrigin === undefined) return undefined;
  throw new OriginError('A back-channel origin needs the origin that browsers use. Add --origin.');
}
